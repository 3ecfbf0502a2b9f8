import { msg } from '../base/localisation.ts';
import { explain as explainAny } from '../base/problem.ts';

/** As for anything else; but what is not found is a call, or somebody in it. */
export const explain: typeof explainAny = (error) => (error?.code === 'not-found' ? msg('That call is over, or you were not asked into it.') : explainAny(error));
