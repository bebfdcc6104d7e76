/** The result of `isoline evaluate` as one HTML file: the table's figures, records as bars, calibration, earlier results. */
import type { EvaluationReport } from './result.ts';
import type { HistoryLine } from './history.ts';
import { tableOf } from './table.ts';

const STYLE = [
  'body{font:14px/1.45 system-ui,sans-serif;max-width:78rem;margin:2rem auto;padding:0 1rem;color:#1d2733;background:#fff}',
  'h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}',
  'pre{overflow-x:auto;font:12px/1.4 ui-monospace,monospace}',
  'table{border-collapse:collapse}td,th{padding:.15rem .7rem;text-align:right;border-bottom:1px solid #dde3ea}td:first-child,th:first-child{text-align:left}',
  'svg{max-width:100%}svg text{font:11px system-ui,sans-serif;fill:currentColor}',
  '.s{fill:#0b7285;color:#0b7285}.v{fill:#c2410c;color:#c2410c}.line{stroke:#98a4b3;fill:none}',
  '@media(prefers-color-scheme:dark){body{color:#dfe6ee;background:#12181f}td,th{border-color:#2c3743}.s{fill:#4fc3d9}.v{fill:#ff9d6b}}',
].join('');

/** Text as it stands in HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(1);
}

/** The whole page. `history`: earlier results of the same set scored in the same way, oldest first, this one last. */
export function pageOf(report: EvaluationReport, history: readonly HistoryLine[]): string {
  const title = `${report.set}, ${report.protocol}, ${report.adapt === 'none' ? 'nobody asked' : report.adapt}`;
  const parts = [
    `<h1>${escaped(title)}</h1>`,
    `<pre>${escaped(tableOf(report).join('\n'))}</pre>`,
    '<h2>F1 by record</h2><p><span class="s">&#9632;</span> S <span class="v">&#9632;</span> V; none where the reference has no such beat</p>',
    bars(report),
    ...(report.trust ? ['<h2>Calibration</h2><p>Said against true share, 15 bins of equal count</p>', calibration(report.trust.calibration)] : []),
    ...(history.length > 0 ? ['<h2>Results so far</h2>', table(history)] : []),
  ];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style></head><body>${parts.join('\n')}</body></html>\n`;
}

const ROW = 26;

function bars({ records }: EvaluationReport): string {
  const lines = records.map(({ record, S, V }, i) => {
    const bar = (f1: number | null, name: string, y: number): string => (f1 === null ? '' : `<rect class="${name}" x="90" y="${y}" width="${(5 * f1).toFixed(1)}" height="9"/><text x="${(96 + 5 * f1).toFixed(1)}" y="${y + 8}">${percent(f1)}</text>`);
    return `<text x="0" y="${i * ROW + 15}">${escaped(record)}</text>${bar(S.se === null ? null : S.f1, 's', i * ROW + 2)}${bar(V.se === null ? null : V.f1, 'v', i * ROW + 12)}`;
  });
  return `<svg role="img" aria-label="F1 of S and V by record" viewBox="0 0 640 ${Math.max(1, records.length) * ROW}" width="640">${lines.join('')}</svg>`;
}

/** Square root scales: most bins say little, and there the class is made or missed. */
function calibration(both: NonNullable<EvaluationReport['trust']>['calibration']): string {
  const at = (share: number): string => (10 + 280 * Math.sqrt(share)).toFixed(1);
  const points = (['S', 'V'] as const).flatMap((name) => both[name].bins.map(({ said, were }) => `<circle class="${name.toLowerCase()}" cx="${at(said)}" cy="${(300 - Number(at(were))).toFixed(1)}" r="4"/>`));
  return `<svg role="img" aria-label="Calibration of S and V" viewBox="0 0 300 300" width="300"><path class="line" d="M10 290L290 10M10 10V290H290"/>${points.join('')}</svg>`;
}

function table(history: readonly HistoryLine[]): string {
  const rows = history.map((line, i) => {
    const before = history[i - 1];
    const cell = (pick: (of: HistoryLine) => number | null): string => {
      const now = pick(line);
      const then = before ? pick(before) : null;
      const change = now === null || then === null || Math.abs(now - then) < 0.05 ? '' : ` (${now > then ? '+' : '−'}${Math.abs(now - then).toFixed(1)})`;
      return `<td>${percent(now)}${change}</td>`;
    };
    return `<tr><td>${escaped(line.at)}</td><td>${escaped(line.model ?? '–')} ${escaped(line.modelSha256?.slice(0, 8) ?? '')}</td>${cell((of) => of.qrsSe)}${cell((of) => of.qrsPpv)}${cell((of) => of.S)}${cell((of) => of.V)}${cell((of) => of.F)}${cell((of) => of.macroF1NSV)}</tr>`;
  });
  return `<table><thead><tr><th>when</th><th>model</th><th>QRS Se</th><th>PPV</th><th>S F1</th><th>V F1</th><th>F F1</th><th>macro N S V</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}
