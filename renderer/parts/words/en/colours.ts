/** Words of the class colours. */
export const WB = {
  title: 'Class colours',
  lead: 'yours, in every chart',
  columns: { beat: 'Class', light: 'Light', dark: 'Dark' },
  choose: (what: string) => `Choose: ${what}`,
  form: 'Six digits behind #.',
  contrast: (is: string, least: number) => `${is}:1 on this paper; ${least}:1 is needed.`,
  safe: 'For the colour-blind',
  hint: 'Letters and shapes carry the class and stay. Words take a darker or lighter shade of the same colour, 4.5:1 or more. Printed reports keep their own greys and hues.',
  kept: 'Kept for you.',
} as const;
