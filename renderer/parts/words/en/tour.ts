/** Words of the tour through a first study. */
export const WT = {
  title: 'Tour',
  of: (n: number, all: number) => `${n} of ${all}`,
  next: 'Next',
  back: 'Back',
  end: 'End the tour',
  done: 'Done',
  steps: {
    queue: ['What needs your eye', 'Everything that waits for you, the worst first: urgent findings, then groups of beats nobody has looked at. Space opens the first.'],
    templates: ['Beats by class and shape', 'Each line is a group of alike beats. Space says that it is right and goes on to the next that needs you; J goes on without deciding.'],
    strip: ['The strip', 'The signal at true scale. ← and → go from beat to beat, M takes the calipers, Alt U held shows the signal unfiltered, P puts the strip into the report.'],
    relabel: ['Correct the machine', 'N S V F Q X give the beat another class: the first press shows what it would change, the same key again or Enter does it. With Shift the whole group. Ctrl Z takes back anything, in any order.'],
    findings: ['Findings', 'Runs, pauses, fibrillation, with the reason in words. Space confirms, ⌫ rejects, C changes the kind, B the bounds. Alike ones are decided together.'],
    report: ['The report', 'The very pages, drawn anew after each edit. Write the conclusion, then sign: what was not looked at is named first, and printed.'],
    keys: ['That is all', 'Every edit is kept, with who made it and when. ? lists all keys of a screen, and F2 begins this tour again.'],
  },
} as const;
