/** What the stand-in's main process and the test that started it say to each other. */

export type ToHarness =
  /** Open a page at `url`; `script` runs in it before anything else. */
  | { kind: 'load'; window: number; url: string; script: string; width: number; height: number }
  | { kind: 'close-window'; window: number }
  | { kind: 'reload'; window: number }
  /** A dialog was shown; `answer` where it waits for one. */
  | { kind: 'dialog'; id: number; type: 'error' | 'open' | 'save'; title: string; content: string }
  | { kind: 'answer'; id: number; value: unknown };

export type FromHarness =
  | { kind: 'window-closed'; window: number }
  /** Files or path that the person chose; null where the dialog was cancelled. */
  | { kind: 'dialog-answer'; id: number; value: string[] | string | null }
  /** May the page go there? Answered by `answer` with a boolean. */
  | { kind: 'may-navigate'; id: number; window: number; url: string; mainFrame: boolean }
  | { kind: 'may-open'; id: number; window: number; url: string }
  | { kind: 'may-request'; id: number; url: string }
  | { kind: 'may-use'; id: number; permission: string }
  | { kind: 'second-instance' }
  | { kind: 'quit' };

export function isFromHarness(value: unknown): value is FromHarness {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

export function isToHarness(value: unknown): value is ToHarness {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
