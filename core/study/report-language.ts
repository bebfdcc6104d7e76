/** A report in the language of the laboratory. What people wrote, names and numbers of patients stay as they are. */
import type { Language } from '../contract/languages.ts';
import { said } from '../words/phrases.ts';
import { LEAD_VOLTAGES } from './dominant-voltages.ts';
import type { ReportContent, ReportFact } from './report-content.ts';
import type { ReportLine } from './report-line.ts';
import type { ReportTable } from './report-waves.ts';

/** Facts whose value the program words itself. */
const OWN_FACTS: ReadonlySet<string> = new Set(['Born', 'Start', 'Length', 'Readable', 'Sampling', 'Recorder']);
/** Column of the symptoms where patients' own words may stand, behind a colon. */
const FELT = 1;
const PROPOSED = ' (chosen by the program)';

/**
 * The content in its language, drawn as any other.
 *
 * @param content in English, with `language`
 */
export function reportInLanguage(content: ReportContent): ReportContent {
  const { language = 'en' } = content;
  if (language === 'en') return content;
  const say = (text: string): string => said(text, language);
  const fact = ({ label, value, assumed }: ReportFact): ReportFact => ({ label: label.startsWith(LEAD_VOLTAGES) ? saidVoltages(label, say) : say(label), value: OWN_FACTS.has(label) || value === 'not given' ? startedOf(value, say) : value, assumed: say(assumed) });
  const line = ({ label, value, at, limit }: ReportLine): ReportLine => ({ label: say(label), value: /^[↑↓] /.test(value) ? value.slice(0, 2) + say(value.slice(2)) : say(value), at: say(at), ...(limit === undefined ? {} : { limit: say(limit) }) });
  const { signature } = content;
  return {
    ...content,
    title: say(content.title),
    status: say(content.status),
    printed: say(content.printed),
    facts: content.facts.map((column) => column.map(fact)),
    conclusionBy: say(content.conclusionBy),
    groups: content.groups.map((column) => column.map((group) => ({ ...group, title: say(group.title), lines: group.lines.map(line) }))),
    trend: { ...content.trend, ticks: content.trend.ticks.map((tick) => ({ ...tick, label: say(tick.label) })) },
    hours: content.hours.map((hour) => ({ ...hour, from: say(hour.from), beats: say(hour.beats), V: say(hour.V), S: say(hour.S), F: say(hour.F), unreadable: say(hour.unreadable) })),
    ...(content.waves ? { waves: table(content.waves, language) } : {}),
    ...(content.symptoms ? { symptoms: table(content.symptoms, language, FELT) } : {}),
    strips: content.strips.map((strip) => ({ ...strip, caption: strip.caption === 'Strip' || strip.caption.endsWith(PROPOSED) ? say(strip.caption) : strip.caption, detail: say(strip.detail) })),
    signature: { ...signature, date: say(signature.date), reviewed: say(signature.reviewed), ...(signature.second ? { second: { ...signature.second, words: say(signature.second.words) } } : {}), ...(signature.open ? { open: { ...signature.open, items: say(signature.open.items) } } : {}) },
    footer: [content.footer[0], say(content.footer[1])],
  };
}

/** Leads with their figures: the names stay, figures are written as the language writes them. */
function saidVoltages(label: string, say: (text: string) => string): string {
  const leads = label.slice(LEAD_VOLTAGES.length).split(', ').map((one) => one.replace(/ (\S+)$/, (_, figures: string) => ` ${say(figures)}`));
  return `${LEAD_VOLTAGES}${leads.join(', ')}`;
}

/** A date that goes on in another cell keeps the comma behind it. */
function startedOf(value: string, say: (text: string) => string): string {
  return value.endsWith(', ') ? `${say(value.slice(0, -2))}, ` : say(value);
}

function table({ title, detail, columns, rows, ...rest }: ReportTable, language: Language, ownWords = -1): ReportTable {
  const cell = (text: string, column: number): string => {
    if (column !== ownWords) return said(text, language);
    const colon = text.indexOf(': ');
    return colon < 0 ? said(text, language) : `${said(text.slice(0, colon), language)}${text.slice(colon)}`;
  };
  return { ...rest, title: said(title, language), detail: said(detail, language), columns: columns.map((name) => said(name, language)), rows: rows.map((row) => row.map(cell)) };
}
