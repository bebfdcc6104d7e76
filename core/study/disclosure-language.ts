/** Full disclosure in the language of the laboratory. Names and numbers of patients stay as they are. */
import { said } from '../words/phrases.ts';
import type { DisclosureContent } from './disclosure-print.ts';

/** The content in its language, drawn as any other. Days are written in the fewest signs: `14 Nov`, `14.11.`, `11/14`. */
export function disclosureInLanguage(content: DisclosureContent): DisclosureContent {
  const { language = 'en', footer } = content;
  const say = (text: string): string => said(text, language);
  const short = (day: string): string => (day.startsWith('day ') ? say(day) : language === 'en' ? day.slice(4, 10).trim() : say(day).replace(/\/?\d{4}\/?/, ''));
  const colon = footer[1].indexOf(': ') + 2;
  return {
    ...content,
    title: say(content.title),
    patient: content.patient.replace(/(?<=^|, )born (\d{1,2} [A-Z][a-z]{2} \d{4})(?=$|, )/, (born) => say(born)),
    printed: say(content.printed),
    caption: say(content.caption),
    lines: content.lines.map((line) => ({ ...line, day: line.day === '' ? '' : short(line.day), words: say(line.words) })),
    footer: [footer[0], `${footer[1].slice(0, colon)}${say(footer[1].slice(colon))}`],
  };
}
