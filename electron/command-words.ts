/** What the words after the program's name ask for: a window, or a command of `isoline`. */

export interface Asked {
  /** Words for the command line, or undefined where a window is wanted. */
  command: string[] | undefined;
  /** `--data FOLDER`, where a window is wanted. */
  dataFolder: string | undefined;
}

/**
 * `isoline`, `isoline --data FOLDER` open a window; `isoline analyze …`,
 * `isoline --help` and `isoline --version` are the command line. Chromium's own
 * switches (`--no-sandbox`) may stand anywhere before the command.
 */
export function askedFor(words: readonly string[]): Asked {
  let dataFolder: string | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--data') {
      dataFolder = words[++index];
    } else if (word.startsWith('--data=')) {
      dataFolder = word.slice('--data='.length);
    } else if (word === '--help' || word === '-h' || word === '--version' || !word.startsWith('-')) {
      return { command: words.slice(index), dataFolder: undefined };
    }
  }
  return { command: undefined, dataFolder };
}
