import type { HostRecord } from '@corridor/sdk/protocol';
import type { DemoConversation, DemoFile } from './conversations.types.ts';
import { channels } from './conversations.channels.ts';

const order = (id: string, supplier: string): HostRecord => ({ type: 'purchase-order', id, title: `${id} · ${supplier}`, url: `/orders/${id}` });
const halden = order('PO-1042', 'Halden Steel AS');
/** "Mari here. Gate three is free from seven on the twelfth. The driver should call me when he leaves the motorway, then I have the crane ready." */
const spoken: DemoFile = {
  path: 'voice-message.mp3', name: 'voice-gate-3.mp3', duration: 8.1,
  peaks: [0, 35, 81, 80, 100, 79, 60, 29, 45, 49, 28, 69, 16, 14, 64, 9, 75, 27, 58, 77, 74, 11, 56, 59, 42, 1, 1, 50, 51, 58, 48, 42, 47, 36, 75, 61, 72, 64, 65, 67, 27, 83, 68, 57, 59, 61, 41, 0, 50, 69, 70, 56, 38, 24, 66, 68, 61, 49, 5, 0],
};
const inOrder = (place: Record<string, string>, title: string): HostRecord => ({ ...halden, place, title: `PO-1042 · ${title}` });

/** A day at Norvik AS, which makes machines and buys what they are made of. The last one comes last, because it marks that all is there. */
export const conversations: readonly DemoConversation[] = [
  {
    between: ['ben', 'mari'],
    messages: [
      ['ben', 3100, 'Is the crane free on 12 December, before 14:00?'],
      ['mari', 3060, 'Yes, from 07:00. Tell Halden to use gate 3.', { reactions: { '👍': ['ben'] } }],
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
    between: ['ada', 'jonas', 'mari'],
    messages: [
      ['jonas', 2050, 'Line 2 stands still from 16 to 18 December. Who can spare two people?'],
      ['mari', 2040, 'I can send Erik and Tone, mornings only.', { reactions: { '🙏': ['jonas', 'ada'] } }],
      ['ada', 2031, 'Then nobody has to come on Saturday. Thank you both.'],
    ],
  },
  {
    record: order('PO-1039', 'Kessler Antriebstechnik GmbH'),
    messages: [
      ['ben', 2900, 'Kessler says the gear motors missed the truck on Friday.'],
      ['jonas', 2880, 'Installation is booked for week 48. What is the new date?'],
      ['ben', 2710, 'Wednesday 25 November, confirmed by Jürgen. The couplings are in the same crate.'],
      ['ada', 2700, 'Please get it in writing, with the tracking number.', { reactions: { '👍': ['ben'] } }],
      ['ben', 640, 'Tracking number KA-7731-4402. It left Esslingen this morning.', { reactions: { '🎉': ['jonas', 'ada'] }, savedBy: 'ada' }],
    ],
    drafts: { ada: 'Good. Jonas, can you have somebody at the gate on' },
  },
  {
    between: ['ada', 'chloe'],
    messages: [
      ['chloe', 205, 'Do you have ten minutes before the budget meeting?'],
      ['ada', 200, 'Half an hour before, my room?'],
      ['chloe', 58, 'Perfect. I will bring the freight figures.', { file: { path: 'freight.xlsx', name: 'Freight 2026.xlsx', tags: ['freight'] } }],
    ],
    unread: { ada: 1 },
  },
  {
    record: inOrder({ line: '1', field: 'quantity' }, 'Line 1, quantity'),
    messages: [
      ['jonas', 2600, 'The frame takes 396. Are four spare ones enough, with the cuts?'],
      ['mari', 2570, 'We lost six of 200 last time. I would order **410**.'],
      ['jonas', 2555, 'Halden sells them in bundles of ten, so that fits.', { reactions: { '👍': ['mari'] } }],
    ],
  },
  {
    record: inOrder({ line: '3', field: 'price' }, 'Line 3, price'),
    messages: [
      ['chloe', 66, '7,680 is 8 % above the frame agreement. Where does that come from? #freight'],
      ['mari', 52, 'A fuel surcharge. The last three trucks from Halden had it, too.'],
    ],
    unread: { chloe: 1 },
  },
  {
    record: { ...halden, audience: 'external' },
    messages: [
      ['chloe', 60, 'Hello Mr Eidsvold. Your offer has 7,680 for the freight, our frame agreement says 7,110. Can you check that?'],
      ['tor', 44, 'Hello. Our carrier added a fuel surcharge in October. I will ask for an exception, as it is one truck.'],
      ['chloe', 41, 'Thank you. We would like to approve the order today.', { reactions: { '👍': ['tor'] } }],
    ],
  },
  {
    record: halden,
    messages: [
      ['jonas', 1620, 'We need the 220 profiles on site by the 14th, or line 2 stands still.'],
      ['ada', 1600, 'Halden offered week 50. I moved the delivery date to 12 December.'],
      ['ben', 1475, 'Halden can do the 12th if we take both profiles in one truck. I have their confirmation.', {
        reactions: { '👍': ['ada', 'chloe'] }, pinnedBy: 'ada', file: { path: 'order-confirmation.pdf', name: 'Order confirmation PO-1042.pdf', tags: ['halden', 'confirmation'] },
      }],
      ['mari', 1462, 'One truck is fine. Gate 3, before 14:00, then I have the crane.', { file: { path: 'gate-3.jpg', name: 'Gate 3.jpg' } }],
      ['mari', 1460, '', { file: spoken }],
      ['chloe', 74, 'Freight went up 8 %, is that in the total?', { reactions: { '👀': ['ada', 'ben'] } }],
      ['ada', 71, 'Yes, line 2 already has the new rate.', { corrected: 'Yes, line 3 already has the new rate.' }],
      ['ada', 70, 'Can you approve before noon?'],
      ['chloe', 31, 'Looking at it now. The rate is above our frame agreement, I have asked Halden.'],
      ['ben', 12, 'They know about it: their carrier changed in October.\nThe agreement runs out in December anyway.'],
    ],
    unread: { ada: 2, chloe: 1, jonas: 4 },
    kept: { ada: { isPinned: true } },
  },
  {
    record: order('PO-1045', 'Skagen Packaging ApS'),
    messages: [
      ['chloe', 150, 'The heat-treated crates went up to 18.90. Bergen wanted 19.75, so I stay with Skagen. <@ada>, yours to approve.'],
      ['host', 145, '', { approvalOf: 'PO-1045' }],
    ],
    unread: { ada: 1 },
    readers: ['ada'],
  },
  ...channels,
];
