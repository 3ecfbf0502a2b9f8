import type { Input, OperationName, Output } from '../protocol/contract.ts';

/** The people of Norvik AS, who buy steel. */
export const demoPeople = [
  { id: 'ada', name: 'Ada Nilsen' }, { id: 'ben', name: 'Ben Haug' }, { id: 'chloe', name: 'Chloe Renard' },
  { id: 'mari', name: 'Mari Thorsen' }, { id: 'jonas', name: 'Jonas Olsen' },
] as const;

export type DemoPerson = (typeof demoPeople)[number]['id'];

/** The order that the demo's record conversation is about. */
export const demoRecord = { type: 'purchase-order', id: 'PO-1042', title: 'PO-1042 · Halden Steel', url: '/orders/PO-1042' };

/** Runs one request as somebody, so many minutes ago. */
type Ask = <N extends OperationName>(minutesAgo: number, user: DemoPerson, name: N, input: Input<N>) => Output<N>;
type Line = readonly [minutesAgo: number, user: DemoPerson, text: string, reactions?: Readonly<Record<string, readonly DemoPerson[]>>];

const yesterday = 24 * 60;

const aboutTheOrder: readonly Line[] = [
  [yesterday + 210, 'ada', 'PO-1042 is out to Halden Steel: 400 of ST-220 and 380 of ST-140, delivery on the 12th.'],
  [yesterday + 195, 'chloe', 'The 12th suits us. Gate 3, but before 14:00, after that the yard is full.'],
  [yesterday + 150, 'ben', 'I called them. They can do the 12th if we take both profiles in one truck.', { '👍': ['ada', 'chloe'] }],
  [yesterday + 148, 'ben', 'Confirmation comes by mail this afternoon.'],
  [yesterday + 120, 'mari', 'Total is 48,260.00 with the new freight. That is above Ben’s limit, Ada has to sign.'],
  [yesterday + 96, 'ada', 'I sign as soon as the confirmation is here.'],
  [128, 'ben', 'Here it is: one truck, 12 December, both profiles, 30 days net.', { '🙌': ['ada', 'mari', 'chloe'] }],
  [96, 'chloe', 'Freight went up 8 %, is that in the total?', { '👀': ['ada', 'ben'] }],
  [94, 'ada', 'Yes, line 3 already has the new rate.'],
  [93, 'ada', 'Can you check the line before noon?'],
  [41, 'chloe', 'Checked. 7,680.00 is what the carrier quoted us.', { '✅': ['ada'] }],
  [12, 'ben', 'Halden asks whether ST-220 comes bundled by 20. I would say yes, else the forklift at gate 3 is too small.'],
  [9, 'chloe', 'By 20, strapped, labels on the long side please.', { '👍': ['ben'] }],
];

const inPurchasing: readonly Line[] = [
  [3 * yesterday, 'mari', 'Month end is on Monday. Please close what is delivered but not yet invoiced.'],
  [3 * yesterday - 22, 'ben', 'Four left on my list, all waiting for the supplier.'],
  [yesterday + 300, 'ada', 'Skagen Plast has a new price list from January, 3 % up. The frame contract says 2 % at most, I take it up with them.', { '💪': ['ben', 'mari'] }],
  [yesterday + 290, 'ben', 'Good. PO-1038 still runs on the old prices, so nothing to change there.'],
  [75, 'mari', 'Budget for Q1 is approved. Steel has 12 % more than this year.', { '🎉': ['ada', 'ben'] }],
  [71, 'ben', 'Then I ask for the yearly volume again, we were just under the next rebate.'],
  [26, 'mari', 'Send me the figures first, I add them to the forecast.'],
];

const inTheWarehouse: readonly Line[] = [
  [yesterday + 420, 'jonas', 'Forklift 2 is back from service.', { '🚜': ['chloe'] }],
  [yesterday + 60, 'chloe', 'PO-1040 came two pallets short. I kept the delivery note open.'],
  [yesterday + 52, 'ada', 'I told Bergen Port, they send the rest with tomorrow’s truck.'],
  [180, 'jonas', 'The rest of PO-1040 is here. Counted and booked.', { '🙏': ['ada', 'chloe'] }],
  [34, 'chloe', 'Gate 3 is closed from 14:00 today, they paint the lines.'],
];

const betweenAdaAndBen: readonly Line[] = [
  [yesterday + 30, 'ada', 'Do you have ten minutes tomorrow for the Halden rebate?'],
  [yesterday + 24, 'ben', 'Sure, 9:30? I bring last year’s volumes.'],
  [yesterday + 23, 'ada', 'Perfect.', { '👍': ['ben'] }],
  [18, 'ben', 'They moved. 1.5 % from 800 pieces on, in writing by Friday.'],
];

const betweenAdaAndChloe: readonly Line[] = [
  [200, 'chloe', 'The gate code changes on the 10th. I send it to you then, please not in the group.'],
  [190, 'ada', 'Understood, thank you.'],
];

/** A few days at Norvik AS, until now: one order's conversation, two groups, two direct ones. Ada has something to read. */
export function seed(ask: Ask): Record<'order' | 'purchasing' | 'warehouse' | 'ben' | 'chloe', string> {
  for (const { id } of demoPeople) ask(4 * yesterday, id, 'session.me', {});
  const order = ask(4 * yesterday, 'ada', 'chat.openRecord', demoRecord);
  const purchasing = ask(4 * yesterday, 'ada', 'chat.createChannel', { kind: 'group', name: 'purchasing', description: 'Orders, prices, suppliers', visibility: 'public', members: ['ben', 'mari'] });
  const warehouse = ask(4 * yesterday, 'chloe', 'chat.createChannel', { kind: 'group', name: 'warehouse-oslo', description: 'Gates, deliveries, stock', visibility: 'public', members: ['jonas', 'ada'] });
  const ben = ask(4 * yesterday, 'ada', 'chat.openDirect', { userIds: ['ben'] });
  const chloe = ask(4 * yesterday, 'chloe', 'chat.openDirect', { userIds: ['ada'] });
  ask(4 * yesterday, 'chloe', 'chat.createChannel', { kind: 'group', name: 'suppliers', description: 'Who delivers what, and how well', visibility: 'public', members: ['jonas'] });

  function say(channelId: string, lines: readonly Line[]): void {
    for (const [minutesAgo, user, text, reactions = {}] of lines) {
      const { id } = ask(minutesAgo, user, 'chat.send', { channelId, text, ...(channelId === order.id && { record: demoRecord }) });
      for (const [emoji, people] of Object.entries(reactions)) for (const person of people) ask(minutesAgo, person, 'chat.react', { messageId: id, emoji });
    }
    const readers = new Set(lines.map(([, user]) => user));
    for (const user of readers) {
      const { lastSeq } = ask(0, user, 'chat.channel', { channelId });
      const unread = user === 'ada' ? adaHasNotRead[channelId] ?? 0 : 0;
      ask(0, user, 'chat.markRead', { channelId, seq: lastSeq - unread });
    }
  }
  const adaHasNotRead: Record<string, number> = { [order.id]: 2, [warehouse.id]: 1, [ben.id]: 1 };
  say(order.id, aboutTheOrder);
  say(purchasing.id, inPurchasing);
  say(warehouse.id, inTheWarehouse);
  say(ben.id, betweenAdaAndBen);
  say(chloe.id, betweenAdaAndChloe);
  ask(0, 'chloe', 'presence.set', { status: 'busy', text: 'Stocktaking' });
  return { order: order.id, purchasing: purchasing.id, warehouse: warehouse.id, ben: ben.id, chloe: chloe.id };
}
