import { CallError } from '../../errors.ts';

/** Why a file is not taken; in the refusal's `details.reason`, for programs. */
export type SafetyReason =
  /** A name that leads elsewhere or cannot be kept. */
  | 'unsafe-name'
  /** No type that may be uploaded here. */
  | 'not-allowed'
  /** The name says another type than the content. */
  | 'misnamed'
  /** It begins as its type does but is none, to its end. */
  | 'damaged'
  /** Another program would take it for another type. */
  | 'polyglot'
  /** A picture with more pixels or frames than may be decoded. */
  | 'too-many-pixels'
  /** It would unpack to far more than it is. */
  | 'archive-bomb'
  /** Archives in archives in archives. */
  | 'too-nested'
  /** An entry that would be written outside the folder it is unpacked to. */
  | 'unsafe-entry';

const codes = {
  'unsafe-name': 'invalid-input', 'not-allowed': 'unsupported-type', misnamed: 'unsupported-type', damaged: 'unsupported-type', polyglot: 'unsupported-type',
  'too-many-pixels': 'too-large', 'archive-bomb': 'too-large', 'too-nested': 'too-large', 'unsafe-entry': 'invalid-input',
} as const satisfies Record<SafetyReason, string>;

/** A refusal of a file, with words for who uploaded it. */
export const refused = (reason: SafetyReason, message: string, details: Record<string, unknown> = {}): CallError => new CallError(codes[reason], message, { reason, ...details });
