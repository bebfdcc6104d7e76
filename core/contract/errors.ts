/**
 * Everything that can go wrong by name. A code is in the closed list below, its
 * message is fit to be shown to a person, and the hint says what to do next.
 * Programming faults stay plain exceptions and reach the other side as `bug`.
 */

export const ERROR_CODES = [
  // recordings and files
  'file-missing',
  'file-empty',
  'file-truncated',
  'file-changed',
  'format-unknown',
  'format-damaged',
  'signal-missing',
  'file-unwritable',
  'disk-full',
  // the data folder and cases
  'data-folder-held',
  'data-folder-unusable',
  'database-newer',
  'database-damaged',
  'store-damaged',
  'case-missing',
  'case-there',
  'case-locked',
  'backup-missing',
  // encryption at rest
  'vault-locked',
  'passphrase-wrong',
  'passphrase-needed',
  'key-lost',
  'key-damaged',
  'not-ready',
  // models and analysis
  'model-missing',
  'model-damaged',
  'device-unavailable',
  'engine-lost',
  'analysis-failed',
  // edits
  'edit-conflict',
  'edit-refused',
  'nothing-to-undo',
  // readings of several people
  'blind',
  'questions-open',
  'unsettled',
  'conclusion-changed',
  'open-items',
  // people
  'login-needed',
  'login-failed',
  'not-allowed',
  'person-missing',
  'person-refused',
  // the carrier
  'unknown-procedure',
  'invalid-input',
  'unauthorised',
  'version-mismatch',
  'cancelled',
  'closed',
  'bug',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** The form in which an error crosses a carrier. */
export interface ErrorShape {
  code: ErrorCode;
  message: string;
  /** What the person can do, may be empty. */
  hint: string;
  /** Plain values for the log and for tests: paths, byte offsets, counts. */
  details: Record<string, string | number | boolean | null>;
}

/** A failure of the world, not of the program: shown by its message, told apart by its code. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly details: ErrorShape['details'];

  constructor(code: ErrorCode, message: string, more: { hint?: string; details?: ErrorShape['details']; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = more.hint ?? '';
    this.details = more.details ?? {};
  }

  toShape(): ErrorShape {
    return { code: this.code, message: this.message, hint: this.hint, details: this.details };
  }
}

/** Any thrown value in the form that crosses a carrier; what is not an AppError is a `bug`. */
export function errorShape(thrown: unknown): ErrorShape {
  if (thrown instanceof AppError) return thrown.toShape();
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'bug', message, hint: 'This is a fault of the program. Please report it with the log.', details: {} };
}

/** The AppError on the near side of a carrier. */
export function errorFromShape(shape: ErrorShape): AppError {
  return new AppError(shape.code, shape.message, { hint: shape.hint, details: shape.details });
}
