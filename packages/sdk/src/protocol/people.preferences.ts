import { z } from 'zod';
import { operation } from './operation.ts';
import { Text } from './schema.ts';

/** A language by its tag (BCP 47), such as `de` or `ar-EG`. */
const Language = Text(35).regex(/^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i, 'must be a language tag, such as de or ar-EG');
/** The name of a hint of the user interface. */
const Hint = z.string().regex(/^[a-z0-9-]{1,40}$/);

/** `auto` is the system's choice. */
const theme = z.enum(['light', 'dark', 'auto']);
const density = z.enum(['comfortable', 'compact']);
const clock = z.enum(['12h', '24h']);
/** What sends a message; with `ctrl-enter` (Cmd on a Mac) a plain Enter breaks the line. */
const sendKey = z.enum(['enter', 'ctrl-enter']);
const motion = z.enum(['reduced']);
/** What shows as a notification of the desktop. */
const desktop = z.enum(['all', 'mentions', 'nothing']);

/** How somebody wants Corridor, on all devices. What is absent is left to the page, the language and the system. */
export const Preferences = z.object({
  language: Language.optional(), theme: theme.optional(), density: density.optional(), clock: clock.optional(), sendKey: sendKey.optional(),
  motion: motion.optional(), desktop: desktop.optional(), hintsSeen: z.array(Hint).optional(),
}).meta({ id: 'Preferences' });
export type Preferences = z.infer<typeof Preferences>;

/** How many hints are remembered. */
export const mostHints = 100;

export const preferencesOperations = {
  /** Changes what is given and answers all; `null` takes a choice back. `hintsSeen` are added to those seen before. */
  'people.setPreferences': operation({
    http: 'PATCH /me/preferences',
    input: z.object({
      language: Language.nullish(), theme: theme.nullish(), density: density.nullish(), clock: clock.nullish(), sendKey: sendKey.nullish(),
      motion: motion.nullish(), desktop: desktop.nullish(), hintsSeen: z.array(Hint).max(20).nullish(),
    }),
    output: Preferences, permission: null, limit: 'write',
  }),
};

export const preferencesEvents = {
  /** Mine have changed, here or on another device. */
  'people.preferences': Preferences,
};
