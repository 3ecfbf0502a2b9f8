import type { HostRecord } from '@corridor/sdk/protocol';

type DemoMessage = readonly [senderId: string, minutesAgo: number, text: string, reactions?: Readonly<Record<string, readonly string[]>>];

/** A conversation as the demo starts with it: of a record, between two people, or of a group. */
export interface DemoConversation {
  readonly title?: string;
  readonly record?: HostRecord;
  readonly between?: readonly [string, string];
  readonly group?: { readonly description: string; readonly members: string[] };
  readonly messages: readonly DemoMessage[];
  /** How many of the last messages each person has not read yet. */
  readonly unread?: Readonly<Record<string, number>>;
}

const order = (id: string, supplier: string): HostRecord => ({ type: 'purchase-order', id, title: `${id} · ${supplier}`, url: `/orders/${id}` });

/** Oldest activity first; the group comes last, because it marks that all is there. */
export const conversations: readonly DemoConversation[] = [
  {
    between: ['ben', 'mari'],
    messages: [
      ['ben', 3100, 'Is the crane free on 12 December, before 14:00?'],
      ['mari', 3060, 'Yes, from 07:00. Tell Halden to use gate 3.', { '👍': ['ben'] }],
    ],
  },
  {
    between: ['ada', 'ben'],
    messages: [
      ['ben', 1700, 'Can I be out on Friday afternoon? Everything for week 48 is ordered.'],
      ['ada', 1690, 'Of course. Put Chloe down as your stand-in for approvals.'],
      ['ben', 1688, 'Done, thanks.'],
    ],
  },
  {
    record: order('PO-1039', 'Kessler Antriebstechnik GmbH'),
    messages: [
      ['ben', 2900, 'Kessler says the gear motors missed the truck on Friday.'],
      ['jonas', 2880, 'Installation is booked for week 48. What is the new date?'],
      ['ben', 2710, 'Wednesday 25 November, confirmed by Jürgen. The couplings are in the same crate.'],
      ['ada', 2700, 'Please get it in writing, with the tracking number.', { '👍': ['ben'] }],
      ['ben', 640, 'Tracking number KA-7731-4402. It left Esslingen this morning.', { '🎉': ['jonas', 'ada'] }],
    ],
  },
  {
    between: ['ada', 'chloe'],
    messages: [
      ['chloe', 205, 'Do you have ten minutes before the budget meeting?'],
      ['ada', 200, 'At 11:30, my room?'],
      ['chloe', 58, 'Perfect. I will bring the freight figures.'],
    ],
    unread: { ada: 1 },
  },
  {
    record: order('PO-1042', 'Halden Steel AS'),
    messages: [
      ['jonas', 1620, 'We need the 220 profiles on site by the 14th, or line 2 stands still.'],
      ['ada', 1600, 'Halden offered week 50. I moved the delivery date to 12 December.'],
      ['ben', 1475, 'Halden can do the 12th if we take both profiles in one truck. I have their confirmation.', { '👍': ['ada', 'chloe'] }],
      ['mari', 1462, 'One truck is fine. Gate 3, before 14:00, then I have the crane.'],
      ['chloe', 74, 'Freight went up 8 %, is that in the total?', { '👀': ['ada', 'ben'] }],
      ['ada', 71, 'Yes, line 3 already has the new rate.'],
      ['ada', 70, 'Can you approve before noon?'],
      ['chloe', 31, 'Looking at it now. The rate is above our frame agreement, I will call Halden first.'],
      ['ben', 12, 'They know about it: their carrier changed in October.\nThe agreement runs out in December anyway.'],
    ],
    unread: { ada: 2, chloe: 1, jonas: 4 },
  },
  {
    title: 'Purchasing',
    group: { description: 'Suppliers, prices and deadlines', members: ['ben', 'chloe', 'mari', 'jonas'] },
    messages: [
      ['ada', 4300, 'From Monday every order above € 10,000 needs a second pair of eyes: Chloe or me.'],
      ['chloe', 4280, 'And please put the freight on a line of its own, not into the price.', { '👍': ['ben', 'mari'] }],
      ['mari', 3050, 'Reminder: stock count at Moss on Thursday, no deliveries before 12:00.'],
      ['ben', 3040, 'I moved the two Skagen trucks to Friday.', { '🙏': ['mari'] }],
      ['ada', 1500, 'Who takes the supplier review for Nordlys? They are at 3.7.'],
      ['ben', 1490, 'I do. Two late deliveries and one wrong voltage, I have the dates.'],
    ],
    unread: { chloe: 2 },
  },
];
