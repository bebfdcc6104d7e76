/** Sentences about recordings that are still written. */

export const WL = {
  title: 'Live',
  soFar: (span: string) => `recording, ${span} so far`,
  finalTo: (span: string) => `final for the first ${span}`,
  noneFinal: 'nothing final yet',
  provisional: 'provisional',
  provisionalHint: 'These labels may still change: they are final when 15 to 20 minutes more have come, and are not stored before.',
  follow: 'Follow live',
  paused: 'Held',
  followAgain: 'Follow again',
  end: 'The recording has ended',
  endHint: 'Analyses the rest as at a file’s end. Nothing can be added afterwards.',
  ending: 'Ending …',
  waiting: 'Waiting for the first seconds',
  picture: (leads: number, seconds: number, letters: string) => `Newest ${seconds} s of ${leads} leads, provisional: ${letters}`,
  grows: (span: string) => `still being written, ${span} so far`,
  open: (span: string) => `its header leaves open how long it gets, ${span} so far`,
  offerFollow: 'Follow while it grows',
  offerImport: 'Import as it is now',
  looking: 'looking at the file',
  ended: {
    header: 'The recording has ended; its header says so.',
    quiet: 'The recording has ended: nothing more was written.',
    person: 'The recording has ended.',
    changed: 'The recording ended where its file was changed.',
  },
} as const;
