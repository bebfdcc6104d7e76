/**
 * Every key of the program in one table. A key belongs to the screen that is
 * open; a mode takes only the keys it needs, before the screen. Two meanings of
 * a key in one mode of one screen are a bug, and a test looks for them.
 */

export type KeyScreen = 'worklist' | 'settings' | 'compare' | 'overview' | 'beats' | 'episodes' | 'report' | 'disclosure' | 'earlier';
export type KeyMode = 'calipers' | 'insert' | 'bounds' | 'kind' | 'conflict' | 'diary' | 'span' | 'lasso' | 'cut' | 'merge' | 'ask' | 'scan';

export interface KeyRow {
  screens: readonly KeyScreen[];
  /** Only while this mode is on; then before the screen's own keys. */
  mode?: KeyMode;
  /** Chords as `chordOf` writes them: `Ctrl+Shift+Z`, `Alt+ArrowLeft`, `N`, `Shift+N`, `?`. */
  keys: readonly string[];
  action: string;
  /** How the keys are printed, where the chord is not fit to be shown. */
  shown?: string;
  /** In English; its sisters in other languages stand under these very words (`words/<language>/keys.ts`). */
  words: string;
}

const STUDY: readonly KeyScreen[] = ['overview', 'beats', 'episodes', 'report', 'disclosure', 'earlier'];
const ALL: readonly KeyScreen[] = ['worklist', 'settings', 'compare', ...STUDY];
const COMPARE: readonly KeyScreen[] = ['compare'];
const EARLIER: readonly KeyScreen[] = ['earlier'];
const BEATS: readonly KeyScreen[] = ['beats'];
const EPISODES: readonly KeyScreen[] = ['episodes'];
const DISCLOSURE: readonly KeyScreen[] = ['disclosure'];
const PAPER: readonly KeyScreen[] = ['beats', 'episodes'];

const relabel = <Name extends string>(letter: string, name: Name) =>
  [
    { screens: BEATS, keys: [letter], action: `relabel-${letter}`, words: `${name}: preview; again or Enter applies` },
    { screens: BEATS, keys: [`Shift+${letter}`], action: `template-${letter}`, words: `${name}, the whole template` },
  ] as const satisfies readonly KeyRow[];

const ROWS = [
  // everywhere
  { screens: ALL, keys: ['D'], action: 'dark', words: 'dark or light' },
  { screens: ALL, keys: ['?'], action: 'keys', words: 'all keys' },
  { screens: ALL, keys: ['Escape'], action: 'escape', shown: 'Esc', words: 'drop the newest thing' },
  { screens: ALL, keys: ['F1'], action: 'about', words: 'about Isoline' },
  { screens: ALL, keys: ['Ctrl+,'], action: 'settings', words: 'settings' },
  { screens: ALL, keys: ['Ctrl+Shift+L'], action: 'lock', words: 'lock the window, where people log in' },

  // worklist
  { screens: ['worklist'], keys: ['/'], action: 'search', words: 'search' },
  { screens: ['worklist'], keys: ['I'], action: 'import', words: 'import recordings' },
  { screens: ['worklist'], keys: ['Enter'], action: 'open-next', words: 'open the study, or the next one that needs you' },
  { screens: ['worklist'], keys: ['ArrowDown', 'J'], action: 'down', shown: '↓', words: 'next study' },
  { screens: ['worklist'], keys: ['ArrowUp', 'K'], action: 'up', shown: '↑', words: 'previous study' },
  { screens: ['worklist'], keys: ['P'], action: 'priority', words: 'priority: routine, soon, urgent' },
  { screens: ['worklist'], keys: ['E'], action: 'details', words: 'study details' },
  { screens: ['worklist'], keys: ['A'], action: 'people', words: 'who has the study, and its second reading' },

  // a study
  { screens: STUDY, keys: ['1'], action: 'tab-overview', words: 'overview' },
  { screens: STUDY, keys: ['2'], action: 'tab-beats', words: 'beats' },
  { screens: STUDY, keys: ['3'], action: 'tab-episodes', words: 'episodes' },
  { screens: STUDY, keys: ['4'], action: 'tab-report', words: 'report' },
  { screens: STUDY, keys: ['5'], action: 'tab-disclosure', words: 'every beat of the recording' },
  { screens: STUDY, keys: ['F2'], action: 'tour', words: 'the tour: begin, or a step on' },
  { screens: STUDY, keys: ['0'], action: 'worklist', words: 'back to the worklist' },
  { screens: STUDY, keys: ['E'], action: 'details', words: 'study details' },
  { screens: STUDY, keys: ['Ctrl+Z'], action: 'undo', words: 'undo' },
  { screens: STUDY, keys: ['Ctrl+Shift+Z', 'Ctrl+Y'], action: 'redo', words: 'redo' },
  { screens: ['overview', 'beats', 'episodes', 'disclosure'], keys: ['Shift+D'], action: 'diary-add', words: 'a mark of the patient’s diary at this place' },
  { screens: STUDY, keys: ['Shift+W'], action: 'walk-diary', words: 'look through the patient’s diary' },
  { screens: ['overview'], keys: ['L'], action: 'next-table', words: 'the next table: hours, diary, intervals, limits' },
  { screens: ['report'], keys: ['Ctrl+P'], action: 'print', words: 'print' },
  { screens: ['report'], keys: ['PageDown', 'Space'], action: 'page-on', shown: 'PgDn', words: 'a page on' },
  { screens: ['report'], keys: ['PageUp', 'Shift+Space'], action: 'page-back', shown: 'PgUp', words: 'a page back' },
  { screens: ['report'], keys: ['ArrowDown'], action: 'down', shown: '↓', words: 'a little on' },
  { screens: ['report'], keys: ['ArrowUp'], action: 'up', shown: '↑', words: 'a little back' },
  { screens: ['report'], keys: ['Ctrl+S'], action: 'save', words: 'save the PDF' },
  { screens: ['report'], keys: ['Ctrl+Shift+Enter'], action: 'sign', words: 'sign the report, after a question' },
  { screens: ['report'], keys: ['C'], action: 'sentences', words: 'to the sentences: arrows between them, Enter holds, E writes anew' },
  { screens: ['report'], keys: ['W'], action: 'write-sentence', words: 'write a sentence of the conclusion' },
  { screens: ['report'], keys: ['N'], action: 'propose', words: 'sentences proposed from what was reviewed' },
  { screens: ['report'], keys: ['S'], action: 'sections', words: 'to the sections: Space prints one or leaves it out, Alt arrows move it' },
  { screens: ['overview'], keys: ['Space', 'Enter'], action: 'open-item', words: 'open what needs your eye' },
  { screens: ['overview'], keys: ['J', 'ArrowDown'], action: 'next-in-queue', words: 'next item of the queue' },
  { screens: ['overview'], keys: ['K', 'ArrowUp'], action: 'previous-in-queue', words: 'previous item of the queue' },

  // beats
  ...relabel('N', 'normal'),
  ...relabel('S', 'supraventricular'),
  ...relabel('V', 'ventricular'),
  ...relabel('F', 'fusion'),
  ...relabel('Q', 'unclassified'),
  ...relabel('X', 'artefact'),
  { screens: BEATS, keys: ['Enter'], action: 'apply', words: 'apply what is previewed; to the report when all is seen' },
  { screens: BEATS, keys: ['Ctrl+Enter'], action: 'repeat', words: 'the last relabelling again, here' },
  { screens: BEATS, keys: ['Space'], action: 'confirm', words: 'confirm, go to the next item' },
  { screens: BEATS, keys: ['J'], action: 'next-item', words: 'next item' },
  { screens: BEATS, keys: ['K'], action: 'previous-item', words: 'previous item' },
  { screens: BEATS, keys: ['ArrowLeft'], action: 'left', shown: '←', words: 'beat before; tile to the left' },
  { screens: BEATS, keys: ['ArrowRight'], action: 'right', shown: '→', words: 'beat after; tile to the right' },
  { screens: BEATS, keys: ['ArrowUp'], action: 'up', shown: '↑', words: 'tile above' },
  { screens: BEATS, keys: ['ArrowDown'], action: 'down', shown: '↓', words: 'tile below' },
  { screens: BEATS, keys: ['Shift+ArrowLeft'], action: 'extend-left', shown: 'Shift ←', words: 'extend the selection' },
  { screens: BEATS, keys: ['Shift+ArrowRight'], action: 'extend-right', shown: 'Shift →', words: 'extend the selection' },
  { screens: BEATS, keys: ['Shift+ArrowUp'], action: 'extend-up', shown: 'Shift ↑', words: 'extend by a row' },
  { screens: BEATS, keys: ['Shift+ArrowDown'], action: 'extend-down', shown: 'Shift ↓', words: 'extend by a row' },
  { screens: BEATS, keys: ['PageUp'], action: 'page-back', shown: 'PgUp', words: 'a screen back' },
  { screens: BEATS, keys: ['PageDown'], action: 'page-on', shown: 'PgDn', words: 'a screen on' },
  { screens: BEATS, keys: ['Tab'], action: 'gallery', words: 'into the gallery, where nothing else is focused' },
  { screens: BEATS, keys: ['.'], action: 'find-alike', words: 'beats alike to this one, or to those selected, into the gallery' },
  { screens: BEATS, keys: ['Ctrl+.'], action: 'find-alike-template', words: 'beats of other templates alike to this template' },
  { screens: BEATS, keys: ['A'], action: 'select-all', words: 'select all of the gallery' },
  { screens: BEATS, keys: ['Insert'], action: 'insert', shown: 'Ins', words: 'insert a beat at the crosshair' },
  { screens: BEATS, keys: ['Delete'], action: 'delete', shown: 'Del', words: 'delete the beat' },
  { screens: BEATS, keys: ['Alt+ArrowLeft'], action: 'move-left', shown: 'Alt ←', words: 'R peak one sample earlier, or drag its mark' },
  { screens: BEATS, keys: ['Alt+ArrowRight'], action: 'move-right', shown: 'Alt →', words: 'R peak one sample later, or drag its mark' },
  { screens: PAPER, keys: ['Alt+U'], action: 'unfiltered', shown: 'Alt U held', words: 'the unfiltered signal' },
  { screens: BEATS, keys: ['M'], action: 'calipers', words: 'calipers' },
  { screens: BEATS, keys: ['Shift+M'], action: 'measure', words: 'measure the beat: PR, QRS, QT' },
  { screens: PAPER, keys: ['+', '='], action: 'gain-up', shown: '+', words: 'gain up' },
  { screens: PAPER, keys: ['-', '−'], action: 'gain-down', shown: '−', words: 'gain down' },
  { screens: PAPER, keys: [']'], action: 'speed-up', words: 'paper faster' },
  { screens: PAPER, keys: ['['], action: 'speed-down', words: 'paper slower' },
  { screens: BEATS, keys: ['Shift+E'], action: 'lead-layout', words: 'the next layout of the leads' },
  { screens: BEATS, keys: ['Alt+E'], action: 'lead-columns', words: 'columns of leads: the same stretch, or run on' },
  { screens: PAPER, keys: ['Alt+L'], action: 'lead-group', words: 'the next group of leads' },
  { screens: BEATS, keys: ['Alt+R'], action: 'rhythm-lead', words: 'the next lead of the long strip' },
  { screens: BEATS, keys: ['U'], action: 'unreadable', words: 'a span is unreadable, or readable again: the brushed one, or one set by key' },
  { screens: BEATS, keys: ['Shift+U'], action: 'next-span', shown: 'Shift U', words: 'the next unreadable span that nobody has looked at' },
  { screens: BEATS, keys: ['P'], action: 'strip', words: 'this strip into the report' },
  { screens: BEATS, keys: ['G'], action: 'go-to', words: 'go to a time' },
  { screens: BEATS, keys: ['Shift+R'], action: 'ask', words: 'ask a colleague about this place' },
  { screens: BEATS, keys: ['R'], action: 'answer-question', words: 'the next question of a colleague' },
  { screens: BEATS, keys: ['H'], action: 'history', words: 'history' },
  { screens: PAPER, keys: ['Ctrl+Shift+K'], action: 'calibrate', words: 'calibrate the screen with a bank card' },
  { screens: PAPER, keys: ['I'], action: 'inspector', words: 'inspector, where the window is narrow' },

  // episodes
  { screens: EPISODES, keys: ['Space'], action: 'confirm-finding', words: 'confirm the finding or the group, go to the next' },
  { screens: EPISODES, keys: ['Backspace', 'Delete'], action: 'reject-finding', shown: '⌫', words: 'reject it, go to the next' },
  { screens: EPISODES, keys: ['C'], action: 'choose-kind', words: 'change its kind: then the letter of the kind' },
  { screens: EPISODES, keys: ['Shift+C'], action: 'choose-kind-group', words: 'change the kind of the whole group' },
  { screens: EPISODES, keys: ['B'], action: 'bounds', words: 'set its bounds: start, then end' },
  { screens: EPISODES, keys: ['Insert'], action: 'add-finding', shown: 'Ins', words: 'add a finding by hand at the current beat' },
  { screens: EPISODES, keys: ['W'], action: 'why', words: 'write why, kept with the decision' },
  { screens: EPISODES, keys: ['T'], action: 'told', words: 'who was told of it, when and how' },
  { screens: EPISODES, keys: ['N'], action: 'normal-within', words: 'in fibrillation: S beats inside become N' },
  { screens: EPISODES, keys: ['O'], action: 'open-only', words: 'only what is not decided' },
  { screens: EPISODES, keys: ['F'], action: 'next-kind', words: 'the next kind only' },
  { screens: EPISODES, keys: ['J', 'ArrowDown'], action: 'next-finding', words: 'next finding' },
  { screens: EPISODES, keys: ['K', 'ArrowUp'], action: 'previous-finding', words: 'previous finding' },
  { screens: EPISODES, keys: ['Enter'], action: 'open-finding', words: 'unfold what is alike; this place on the beats tab' },
  { screens: EPISODES, keys: ['ArrowLeft'], action: 'left', shown: '←', words: 'beat before' },
  { screens: EPISODES, keys: ['ArrowRight'], action: 'right', shown: '→', words: 'beat after' },
  { screens: EPISODES, keys: ['PageUp'], action: 'page-back', shown: 'PgUp', words: 'a screen back' },
  { screens: EPISODES, keys: ['PageDown'], action: 'page-on', shown: 'PgDn', words: 'a screen on' },
  { screens: EPISODES, keys: ['P'], action: 'strip', words: 'this finding as a strip into the report' },

  // every beat
  { screens: DISCLOSURE, keys: ['ArrowDown'], action: 'disclosure-down', shown: '↓', words: 'a line on' },
  { screens: DISCLOSURE, keys: ['ArrowUp'], action: 'disclosure-up', shown: '↑', words: 'a line back' },
  { screens: DISCLOSURE, keys: ['ArrowLeft'], action: 'left', shown: '←', words: 'beat before' },
  { screens: DISCLOSURE, keys: ['ArrowRight'], action: 'right', shown: '→', words: 'beat after' },
  { screens: DISCLOSURE, keys: ['PageDown'], action: 'page-on', shown: 'PgDn', words: 'a screen of lines on' },
  { screens: DISCLOSURE, keys: ['PageUp'], action: 'page-back', shown: 'PgUp', words: 'a screen of lines back' },
  { screens: DISCLOSURE, keys: ['Home'], action: 'disclosure-start', words: 'to the beginning' },
  { screens: DISCLOSURE, keys: ['End'], action: 'disclosure-end', words: 'to the end' },
  { screens: DISCLOSURE, keys: ['Enter'], action: 'disclosure-open', words: 'this place on the strip' },
  { screens: DISCLOSURE, keys: ['G'], action: 'go-to', words: 'go to a time' },
  { screens: DISCLOSURE, keys: ['J'], action: 'next-finding', words: 'next finding' },
  { screens: DISCLOSURE, keys: ['K'], action: 'previous-finding', words: 'previous finding' },
  { screens: DISCLOSURE, keys: ['L'], action: 'disclosure-lead', words: 'the next lead' },
  { screens: DISCLOSURE, keys: ['+', '='], action: 'gain-up', shown: '+', words: 'gain up' },
  { screens: DISCLOSURE, keys: ['-', '−'], action: 'gain-down', shown: '−', words: 'gain down' },
  { screens: DISCLOSURE, keys: [']'], action: 'speed-up', words: 'shorter lines' },
  { screens: DISCLOSURE, keys: ['['], action: 'speed-down', words: 'longer lines' },
  { screens: DISCLOSURE, keys: ['Ctrl+P'], action: 'disclosure-print', words: 'print a range' },

  // an earlier study beside this one
  { screens: ['overview'], keys: ['C'], action: 'open-earlier', words: 'beside an earlier study of the patient' },
  { screens: EARLIER, keys: ['Space', 'J'], action: 'next-kind-change', words: 'next of what is new, gone or as before' },
  { screens: EARLIER, keys: ['K'], action: 'previous-kind-change', words: 'previous of what is new, gone or as before' },
  { screens: EARLIER, keys: ['ArrowDown'], action: 'down', shown: '↓', words: 'the next of the other studies' },
  { screens: EARLIER, keys: ['ArrowUp'], action: 'up', shown: '↑', words: 'the one before of the other studies' },
  { screens: EARLIER, keys: ['Enter'], action: 'open-kind-change', words: 'its place in this study' },
  { screens: EARLIER, keys: ['B'], action: 'next-picture', words: 'both studies, the earlier alone, this one alone' },
  { screens: EARLIER, keys: ['P'], action: 'strip', words: 'the sentence into the conclusion' },

  // two readings
  { screens: COMPARE, keys: ['J', 'ArrowDown'], action: 'next-difference', words: 'next difference' },
  { screens: COMPARE, keys: ['K', 'ArrowUp'], action: 'previous-difference', words: 'previous difference' },
  { screens: COMPARE, keys: ['ArrowLeft'], action: 'left', shown: '←', words: 'beat before, of those that differ alike' },
  { screens: COMPARE, keys: ['ArrowRight'], action: 'right', shown: '→', words: 'beat after, of those that differ alike' },
  { screens: COMPARE, keys: ['1'], action: 'as-first', words: 'as the first reader says' },
  { screens: COMPARE, keys: ['2'], action: 'as-second', words: 'as the second reader says' },
  { screens: COMPARE, keys: ['3'], action: 'as-it-stands', words: 'as the case stands now, edited by hand' },
  { screens: COMPARE, keys: ['N', 'S', 'V', 'F', 'Q', 'X'], action: 'as-letter', shown: 'N … X', words: 'under this label instead' },
  { screens: COMPARE, keys: ['O'], action: 'one-beat', words: 'decide on this beat alone, or on all that differ alike' },
  { screens: COMPARE, keys: ['Ctrl+Z'], action: 'undo', words: 'undo the last decision' },
  { screens: COMPARE, keys: ['0'], action: 'worklist', words: 'back to the worklist' },

  // modes
  { screens: BEATS, keys: ['T'], action: 'template-view', words: 'open the template: all its beats; and back' },
  { screens: BEATS, keys: ['Ctrl+M'], action: 'merge', words: 'merge the opened template with its nearest, with preview; as a card dragged on another' },
  { screens: BEATS, mode: 'merge', keys: ['Enter'], action: 'merge-now', words: 'merge' },
  { screens: BEATS, mode: 'merge', keys: ['ArrowDown'], action: 'merge-next', shown: '↓', words: 'the next template by likeness' },
  { screens: BEATS, mode: 'merge', keys: ['ArrowUp'], action: 'merge-back', shown: '↑', words: 'the template before it' },
  { screens: BEATS, mode: 'cut', keys: ['ArrowLeft'], action: 'cut-left', shown: '←', words: 'this end 5 ms earlier' },
  { screens: BEATS, mode: 'cut', keys: ['ArrowRight'], action: 'cut-right', shown: '→', words: 'this end 5 ms later' },
  { screens: BEATS, mode: 'cut', keys: ['ArrowUp'], action: 'cut-up', shown: '↑', words: 'this end 0.05 mV up' },
  { screens: BEATS, mode: 'cut', keys: ['ArrowDown'], action: 'cut-down', shown: '↓', words: 'this end 0.05 mV down' },
  { screens: BEATS, mode: 'cut', keys: ['Shift+ArrowLeft'], action: 'cut-far-left', shown: 'Shift ←', words: 'faster' },
  { screens: BEATS, mode: 'cut', keys: ['Shift+ArrowRight'], action: 'cut-far-right', shown: 'Shift →', words: 'faster' },
  { screens: BEATS, mode: 'cut', keys: ['Shift+ArrowUp'], action: 'cut-far-up', shown: 'Shift ↑', words: 'faster' },
  { screens: BEATS, mode: 'cut', keys: ['Shift+ArrowDown'], action: 'cut-far-down', shown: 'Shift ↓', words: 'faster' },
  { screens: BEATS, mode: 'cut', keys: ['Tab'], action: 'cut-end', words: 'the other end' },
  { screens: BEATS, mode: 'cut', keys: ['Alt+1'], action: 'cut-lead-1', words: 'the cut onto the first lead' },
  { screens: BEATS, mode: 'cut', keys: ['Alt+2'], action: 'cut-lead-2', words: 'the cut onto the second lead' },
  { screens: BEATS, mode: 'cut', keys: ['Alt+3'], action: 'cut-lead-3', words: 'the cut onto the third lead' },
  { screens: BEATS, mode: 'cut', keys: ['Enter'], action: 'split', words: 'split the template' },
  { screens: BEATS, keys: ['L'], action: 'plots', words: 'plots of RR intervals, and back to the day' },
  { screens: BEATS, keys: ['Shift+Space'], action: 'scan', words: 'play the day beat over beat, from this one on' },
  { screens: BEATS, mode: 'scan', keys: ['Space'], action: 'scan-pause', words: 'stop, or go on' },
  { screens: BEATS, mode: 'scan', keys: ['ArrowLeft'], action: 'scan-back', shown: '←', words: 'one beat back' },
  { screens: BEATS, mode: 'scan', keys: ['ArrowRight'], action: 'scan-on', shown: '→', words: 'one beat on' },
  { screens: BEATS, mode: 'scan', keys: ['ArrowUp'], action: 'scan-faster', shown: '↑', words: 'play faster' },
  { screens: BEATS, mode: 'scan', keys: ['ArrowDown'], action: 'scan-slower', shown: '↓', words: 'play slower' },
  { screens: BEATS, mode: 'scan', keys: ['Enter'], action: 'scan-here', words: 'to the strip, at the beat that is shown' },
  { screens: BEATS, keys: ['O'], action: 'lasso', words: 'lasso in the plots; cut line in the opened template' },
  { screens: BEATS, mode: 'lasso', keys: ['ArrowLeft'], action: 'lasso-left', shown: '←', words: 'the cross to the left' },
  { screens: BEATS, mode: 'lasso', keys: ['ArrowRight'], action: 'lasso-right', shown: '→', words: 'the cross to the right' },
  { screens: BEATS, mode: 'lasso', keys: ['ArrowUp'], action: 'lasso-up', shown: '↑', words: 'the cross up' },
  { screens: BEATS, mode: 'lasso', keys: ['ArrowDown'], action: 'lasso-down', shown: '↓', words: 'the cross down' },
  { screens: BEATS, mode: 'lasso', keys: ['Shift+ArrowLeft'], action: 'lasso-far-left', shown: 'Shift ←', words: 'faster' },
  { screens: BEATS, mode: 'lasso', keys: ['Shift+ArrowRight'], action: 'lasso-far-right', shown: 'Shift →', words: 'faster' },
  { screens: BEATS, mode: 'lasso', keys: ['Shift+ArrowUp'], action: 'lasso-far-up', shown: 'Shift ↑', words: 'faster' },
  { screens: BEATS, mode: 'lasso', keys: ['Shift+ArrowDown'], action: 'lasso-far-down', shown: 'Shift ↓', words: 'faster' },
  { screens: BEATS, mode: 'lasso', keys: ['Space'], action: 'lasso-corner', words: 'drop a corner' },
  { screens: BEATS, mode: 'lasso', keys: ['Enter'], action: 'lasso-close', words: 'close it: its beats are in the gallery' },
  { screens: BEATS, mode: 'lasso', keys: ['Tab'], action: 'lasso-next', words: 'the next plot' },
  { screens: BEATS, keys: ['B'], action: 'doubt', words: 'beats in doubt, list by list: then Space for right, J for later' },
  { screens: BEATS, keys: ['Z'], action: 'gallery-order', words: 'the gallery in another order' },
  { screens: BEATS, keys: ['Y'], action: 'asks', words: 'into the machine’s asks, and out again' },
  ...(['N', 'S', 'V', 'F', 'Q', 'X'] as const).map((letter) => ({ screens: BEATS, mode: 'ask', keys: [letter], action: `answer-${letter}`, words: `they are ${letter}; again or Enter answers` }) as const),
  { screens: BEATS, mode: 'ask', keys: ['Enter'], action: 'give-answer', words: 'answer what was chosen' },
  { screens: BEATS, mode: 'ask', keys: ['J'], action: 'answer-mixed', words: 'they are of several kinds' },
  { screens: BEATS, mode: 'ask', keys: ['Shift+Y'], action: 'accept-proposal', words: 'take the proposal over' },
  { screens: BEATS, keys: ['W'], action: 'walk-conflicts', words: 'walk through the conflicts of a new analysis' },
  { screens: BEATS, mode: 'conflict', keys: ['Space'], action: 'keep-mine', words: 'keep your label, go to the next' },
  { screens: BEATS, mode: 'conflict', keys: ['Enter'], action: 'take-theirs', words: 'take what the new analysis says, go to the next' },
  { screens: BEATS, mode: 'conflict', keys: ['J'], action: 'next-conflict', words: 'next conflict' },
  { screens: BEATS, mode: 'conflict', keys: ['K'], action: 'previous-conflict', words: 'previous conflict' },
  { screens: BEATS, mode: 'diary', keys: ['Space'], action: 'diary-seen', words: 'looked at, go to the next mark' },
  { screens: BEATS, mode: 'diary', keys: ['J'], action: 'next-mark', words: 'next mark' },
  { screens: BEATS, mode: 'diary', keys: ['K'], action: 'previous-mark', words: 'previous mark' },
  { screens: BEATS, mode: 'diary', keys: ['Enter'], action: 'diary-change', words: 'change the mark' },
  { screens: BEATS, mode: 'diary', keys: ['P'], action: 'diary-strip', words: 'its strip into the report, or out of it' },
  { screens: BEATS, mode: 'diary', keys: ['Delete'], action: 'diary-remove', words: 'take the mark out' },
  { screens: EPISODES, mode: 'bounds', keys: ['ArrowLeft'], action: 'bound-beat-left', shown: '←', words: 'this end to the beat before' },
  { screens: EPISODES, mode: 'bounds', keys: ['ArrowRight'], action: 'bound-beat-right', shown: '→', words: 'this end to the beat after' },
  { screens: EPISODES, mode: 'bounds', keys: ['Alt+ArrowLeft'], action: 'bound-left', shown: 'Alt ←', words: 'this end one sample earlier' },
  { screens: EPISODES, mode: 'bounds', keys: ['Alt+ArrowRight'], action: 'bound-right', shown: 'Alt →', words: 'this end one sample later' },
  { screens: EPISODES, mode: 'bounds', keys: ['Tab'], action: 'bounds-end', words: 'the other end' },
  { screens: EPISODES, mode: 'bounds', keys: ['Enter'], action: 'keep-bounds', words: 'keep these bounds' },
  { screens: EPISODES, mode: 'kind', keys: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ123456789'.split(''), action: 'kind-letter', shown: 'A … Z', words: 'the kind with this letter' },
  { screens: BEATS, mode: 'calipers', keys: ['ArrowLeft'], action: 'caliper-left', shown: '←', words: 'one sample earlier' },
  { screens: BEATS, mode: 'calipers', keys: ['ArrowRight'], action: 'caliper-right', shown: '→', words: 'one sample later' },
  { screens: BEATS, mode: 'calipers', keys: ['Shift+ArrowLeft'], action: 'caliper-wide-left', shown: 'Shift ←', words: 'ten samples earlier' },
  { screens: BEATS, mode: 'calipers', keys: ['Shift+ArrowRight'], action: 'caliper-wide-right', shown: 'Shift →', words: 'ten samples later' },
  { screens: BEATS, mode: 'calipers', keys: ['M'], action: 'caliper-march', words: 'march them out' },
  { screens: BEATS, mode: 'span', keys: ['ArrowLeft'], action: 'span-left', shown: '←', words: 'this end 0.2 s earlier' },
  { screens: BEATS, mode: 'span', keys: ['ArrowRight'], action: 'span-right', shown: '→', words: 'this end 0.2 s later' },
  { screens: BEATS, mode: 'span', keys: ['Shift+ArrowLeft'], action: 'span-wide-left', shown: 'Shift ←', words: 'this end 2 s earlier' },
  { screens: BEATS, mode: 'span', keys: ['Shift+ArrowRight'], action: 'span-wide-right', shown: 'Shift →', words: 'this end 2 s later' },
  { screens: BEATS, mode: 'span', keys: ['Alt+ArrowLeft'], action: 'span-fine-left', shown: 'Alt ←', words: 'this end one sample earlier' },
  { screens: BEATS, mode: 'span', keys: ['Alt+ArrowRight'], action: 'span-fine-right', shown: 'Alt →', words: 'this end one sample later' },
  { screens: BEATS, mode: 'span', keys: ['B'], action: 'span-end', words: 'the other end' },
  { screens: BEATS, mode: 'span', keys: ['Enter'], action: 'span-set', words: 'preview it, then mark it' },
  { screens: BEATS, mode: 'span', keys: ['Space'], action: 'span-confirm', words: 'it cannot be read indeed, and the next' },
  { screens: BEATS, mode: 'span', keys: ['Backspace', 'Delete'], action: 'span-reject', shown: '⌫', words: 'it can be read: preview it, then mark it' },
  { screens: BEATS, mode: 'insert', keys: ['ArrowLeft'], action: 'cross-left', shown: '←', words: 'crosshair one sample earlier' },
  { screens: BEATS, mode: 'insert', keys: ['ArrowRight'], action: 'cross-right', shown: '→', words: 'crosshair one sample later' },
  { screens: BEATS, mode: 'insert', keys: ['Shift+ArrowLeft'], action: 'cross-wide-left', shown: 'Shift ←', words: 'ten samples earlier' },
  { screens: BEATS, mode: 'insert', keys: ['Shift+ArrowRight'], action: 'cross-wide-right', shown: 'Shift →', words: 'ten samples later' },
  { screens: BEATS, mode: 'insert', keys: ['Enter'], action: 'cross-set', words: 'set the beat' },
] as const satisfies readonly KeyRow[];

/** What keys do: a closed list, so that no language lacks one. */
export type KeyWords = (typeof ROWS)[number]['words'];

export const KEYMAP: readonly (KeyRow & { words: KeyWords })[] = ROWS;

/** As much of a keyboard event as the table needs. */
export interface KeyPress {
  key: string;
  code?: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** The chord of a key press in the table's spelling. `Cmd` on a Mac counts as `Ctrl`. */
export function chordOf(press: KeyPress): string {
  let key = press.key === ' ' ? 'Space' : press.key;
  // With Alt some layouts write another letter: the key's place tells which one was meant.
  if (press.altKey && press.code && /^Key[A-Z]$/.test(press.code)) key = press.code.slice(3);
  const letter = /^[a-zA-Z]$/.test(key);
  if (letter) key = key.toUpperCase();
  // Shift is part of a sign such as `?` or `+`, and of a chord with a letter or a named key.
  const shift = press.shiftKey && (letter || key.length > 1);
  return `${press.ctrlKey || press.metaKey ? 'Ctrl+' : ''}${press.altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${key}`;
}

/** What a chord means on a screen, the mode first; null where it means nothing. */
export function actionOf(chord: string, screen: KeyScreen, mode: KeyMode | null, table: readonly KeyRow[] = KEYMAP): string | null {
  const here = table.filter((row) => row.screens.includes(screen) && row.keys.includes(chord));
  const row = here.find((candidate) => candidate.mode !== undefined && candidate.mode === mode) ?? here.find((candidate) => candidate.mode === undefined);
  return row?.action ?? null;
}

/** What moves, by its name: an action may be done again and again while its key is held. */
const MOVES = /(?:^|-)(?:left|right|up|down|on|back|next|faster|slower)$|^(?:next|previous)-|^(?:undo|redo)$/;

/** Whether a key that is held does its action again. What decides is done once a press: a hand that rests on Space confirms nothing unseen, and a class key that is pressed long is no second press. */
export function mayRepeat(action: string): boolean {
  return MOVES.test(action);
}

/** Chords with more than one meaning in one mode of one screen. Empty, or the table is wrong. */
export function clashes(table: readonly KeyRow[] = KEYMAP): string[] {
  const seen = new Map<string, string>();
  const found: string[] = [];
  for (const row of table)
    for (const screen of row.screens)
      for (const chord of row.keys) {
        const place = `${screen} ${row.mode ?? ''} ${chord}`;
        const other = seen.get(place);
        if (other !== undefined) found.push(`${place}: ${other}, ${row.action}`);
        seen.set(place, row.action);
      }
  return found;
}

/** A row's keys as they are printed. */
export function printed(row: KeyRow): string {
  return row.shown ?? (row.keys[0] ?? '').replaceAll('+', ' ').trim().replace(/^$/, '+');
}

/** A focused field takes letters, a focused button takes Space and Enter: those chords are not the screen's. */
export function belongsToControl(chord: string, target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // Tab goes on from whatever is focused; only from nowhere it is the screen's.
  if (chord === 'Tab') return target !== document.body;
  const tag = target.tagName;
  if (tag === 'TEXTAREA' || tag === 'SELECT' || target.isContentEditable) return chord !== 'Escape';
  if (tag === 'INPUT') {
    const type = (target as HTMLInputElement).type;
    if (type === 'checkbox' || type === 'radio' || type === 'button') return chord === 'Space';
    return chord !== 'Escape';
  }
  if (tag === 'BUTTON' || tag === 'A' || target.getAttribute('role') === 'button') return chord === 'Space' || chord === 'Enter';
  return false;
}
