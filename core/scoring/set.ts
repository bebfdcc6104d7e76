/** Figures of a set of records: gross, average, and record by record. */
import { averageOf, CELLS, emptyConfusion, figuresOf, pooled, rowsOf, type Figures } from './confusion.ts';
import type { RecordScore } from './record.ts';
import type { Protocol } from './protocol.ts';

/** One line of the table. Figures in percent, counts as they are. */
export interface RecordFigures extends Figures {
  record: string;
  paced: boolean;
  beats: number;
  scoredSeconds: number;
  abstainedPercent: number;
  abstainedBeats: number;
  confusion: number[][];
}

/** What `isoline evaluate` writes about a set, apart from how it was run. */
export interface SetFigures {
  /** Scored reference beats, and those of them whose classes are scored. */
  scoredBeats: number;
  scoredClassBeats: number;
  /** Share of the scored time that the tested labels call unreadable. */
  abstainedPercent: number;
  abstainedBeats: number;
  /** All beats pooled. */
  gross: Figures;
  /** Mean of the records. */
  average: Figures;
  confusion: { rows: readonly string[]; columns: readonly string[]; counts: number[][] };
  records: RecordFigures[];
}

/** A record's name with its score. */
export interface NamedScore {
  record: string;
  score: RecordScore;
}

/**
 * Pools the records of a set. Classes come from the records whose classes are
 * scored, QRS figures from all. An empty set gives `null` figures throughout.
 */
export function summarise(scores: readonly NamedScore[], protocol: Protocol): SetFigures {
  const all = scores.map(({ score }) => score);
  const classified = all.filter((score) => score.classesScored);
  const labels = pooled(classified.map((score) => score.confusion));
  const qrs = pooled(all.map((score) => score.confusion));
  const sum = (of: readonly RecordScore[], pick: (score: RecordScore) => number): number => of.reduce((total, score) => total + pick(score), 0);
  return {
    scoredBeats: sum(all, (score) => score.beats),
    scoredClassBeats: sum(classified, (score) => score.beats),
    abstainedPercent: share(sum(all, (score) => score.abstainedSeconds), sum(all, (score) => score.scoredSeconds)),
    abstainedBeats: sum(all, (score) => score.abstainedBeats),
    gross: figuresOf(labels, qrs, protocol),
    average: averageOf(all.map((score) => score.figures)),
    confusion: { rows: CELLS, columns: CELLS, counts: rowsOf(classified.length > 0 ? labels : emptyConfusion()) },
    records: scores.map(({ record, score }) => ({
      record,
      paced: score.paced,
      beats: score.beats,
      scoredSeconds: score.scoredSeconds,
      abstainedPercent: share(score.abstainedSeconds, score.scoredSeconds),
      abstainedBeats: score.abstainedBeats,
      ...score.figures,
      confusion: rowsOf(score.confusion),
    })),
  };
}

function share(part: number, whole: number): number {
  return whole > 0 ? (100 * part) / whole : 0;
}
