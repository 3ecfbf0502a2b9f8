import type { Call } from '../call.ts';
import { scheduledById, takeDueTimes } from './scheduled.queries.ts';
import { atStart, comingTo, ringAbsent, toScheduled } from './scheduled.ts';

/** Reminds those who are invited, have not declined and are in the conversation still; where several reminders are due at once, of the last one alone. Rings who is not there when it starts. */
export async function remindOfCalls(call: Call): Promise<void> {
  const due = await takeDueTimes(call);
  for (const id of new Set(due.map(({ scheduledId }) => scheduledId))) {
    const row = await scheduledById(call, id);
    if (!row) continue;
    const scheduled = toScheduled(row), minutes = due.flatMap((one) => (one.scheduledId === id ? [one.minutes] : [])), reminders = minutes.filter((one) => one !== atStart);
    if (scheduled.state === 'cancelled' || scheduled.state === 'over') continue;
    const users = await comingTo(call, row.channel_id, scheduled.people);
    if (reminders.length > 0) call.publish({ users }, 'calls.reminded', { scheduled, minutes: Math.min(...reminders) });
    if (minutes.includes(atStart) && scheduled.state === 'active') await ringAbsent(call, row.call_id!, users, row.organizer, row.organizer);
  }
}
