import { innerName } from '../base/define.ts';
import type { JumpToDate } from './jump-to-date.ts';

const load = () => import('./jump-to-date.ts').then(() => true, () => false);

/** Asks for a day in a dialog beside what is in `root`, beginning with `at` (milliseconds since 1970). Answers the number of the first message from then on; undefined where nobody chose. */
export async function askForDate(root: ParentNode | null, channelId: string, at: number): Promise<number | undefined> {
  if (!root || !(await load())) return undefined;
  const dialog = document.createElement(innerName('jump-to-date')) as JumpToDate;
  root.append(dialog);
  await dialog.updateComplete;
  const seq = await dialog.show(channelId, at);
  dialog.remove();
  return seq;
}
