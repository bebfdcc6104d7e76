/** Names that annotation files may have behind the point: `208.cnn`. */
import { z } from 'zod';

/** Endings of recordings, and of what is written beside the annotations: a file of labels would take their place. */
const TAKEN: readonly string[] = ['hea', 'dat', 'edf', 'bdf', 'ecg', 'csv', 'json', 'pdf', 'sqlite', 'isoline', 'part'];

/** The annotator of a WFDB annotation file that is written: one to sixteen letters, and no ending that another kind of file has. */
export const annotatorSchema = z
  .string()
  .regex(/^[A-Za-z]{1,16}$/, 'only letters, 16 at most')
  .refine((name) => !TAKEN.includes(name.toLowerCase()), { error: 'files of another kind end like that' });
