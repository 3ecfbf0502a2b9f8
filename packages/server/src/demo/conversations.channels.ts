import type { DemoConversation } from './conversations.types.ts';

/** Oldest first, and the archived one last. */
export const channels: readonly DemoConversation[] = [
  {
    channel: { name: 'Company news', kind: 'announcement', isPublic: true, description: 'What all of us should know', owner: 'ada', members: ['ben', 'chloe', 'mari', 'jonas'] },
    messages: [
      ['ada', 8700, 'We passed the ISO 9001 audit without a finding. Thank you all.', { reactions: { '🎉': ['ben', 'chloe', 'mari', 'jonas'] } }],
      ['ada', 4400, 'Norvik is closed from 24 December to 1 January. Last day for goods in: **22 December, 12:00**.', { pinnedBy: 'ada' }],
    ],
    kept: { chloe: { notify: 'mentions' } },
    tomorrow: { ada: 'Fire drill at 10:00. Meet at gate 1, please leave everything as it is.' },
  },
  {
    channel: { name: 'Finance', kind: 'department', description: 'Budgets, payments, month end', owner: 'chloe', members: ['ada'] },
    messages: [
      ['chloe', 2950, 'Freight is 3.1 % over budget in Q4, most of it Halden and Kessler. #freight'],
      ['ada', 2940, 'I can put both into next year\'s frame agreement. Until when do you need figures?'],
      ['chloe', 2935, 'Monday is fine:\n- freight per supplier\n- what is fixed, what follows the fuel price'],
    ],
  },
  {
    channel: { name: 'Warehouse Moss', kind: 'department', isPublic: true, description: 'Gates, crane and stock', owner: 'mari', members: ['jonas'] },
    messages: [
      ['mari', 1300, 'Gate 2 is closed until Thursday. Trucks over 12 t go to gate 3.'],
      ['jonas', 1290, 'Noted. I told the drivers of the night shift.'],
    ],
  },
  {
    channel: { name: 'Canteen', kind: 'group', isPublic: true, description: 'What is for lunch', owner: 'jonas', members: ['mari'] },
    messages: [
      ['jonas', 1180, 'Fish soup tomorrow 🐟', { reactions: { '😋': ['mari'] } }],
    ],
  },
  {
    channel: { name: 'Line 2 rebuild', kind: 'project', description: 'New profiles, new drives, three days of standstill', owner: 'jonas', members: ['ada', 'ben'] },
    messages: [
      ['jonas', 2150, 'Order of work: old drives out on the 16th, profiles in on the 17th, test run on the 18th.', { file: { path: 'order-of-work.md', name: 'Order of work.md', tags: ['plan'] } }],
      ['ada', 1470, 'For the plan:', { forwards: 'Halden can do the 12th' }],
      ['jonas', 1455, 'Four days of slack then. I can live with that.', { reactions: { '👍': ['ada', 'ben'] } }],
      ['jonas', 25, '<@ada>, the drives are here already. May we begin on the 15th, if Mari has the people?'],
    ],
    unread: { ada: 1 },
    kept: { ada: { section: 'Projects' } },
  },
  {
    channel: { name: 'Purchasing', kind: 'group', isPublic: true, description: 'Suppliers, prices and deadlines', owner: 'ada', members: ['ben', 'chloe', 'mari', 'jonas'] },
    messages: [
      ['ada', 4300, 'From Monday every order above € 10,000 needs a second pair of eyes: Chloe or me.', {
        pinnedBy: 'ada',
        replies: [
          ['mari', 4290, 'Also what I call off from a frame contract?'],
          ['ada', 4286, 'No, that was approved with the contract.', { reactions: { '👍': ['mari'] } }],
        ],
        thread: { category: 'Rules', tags: ['approval'] },
      }],
      ['chloe', 4280, 'And please put the freight on a line of its own, not into the price.', { reactions: { '👍': ['ben', 'mari'] } }],
      ['mari', 3050, 'Stock count at Moss: which day suits you?', {
        poll: { options: ['Thursday 3 December', 'Friday 4 December', 'Monday 7 December'], isMultiple: true, votes: { mari: [0, 1], ben: [0], jonas: [0, 2], chloe: [1] } },
      }],
      ['ben', 3040, 'I moved the two Skagen trucks out of that week.', { reactions: { '🙏': ['mari'] } }],
      ['ada', 1500, 'Who takes the supplier review for Nordlys? They are at 3.7.', {
        replies: [
          ['ben', 1490, 'I do. Two late deliveries and one wrong voltage, I have the dates.'],
          ['chloe', 1410, 'They also billed the cable twice in October, I got a credit note.'],
          ['ben', 220, 'Sent. Sander answers until Tuesday.', { reactions: { '👍': ['ada'] } }],
        ],
        thread: { status: 'resolved', category: 'Suppliers', tags: ['nordlys', 'quality'] },
      }],
      ['chloe', 140, 'The crates from Skagen need a second signature: <orders>PO-1045'],
      ['ben', 95, 'Bergen gives 4 % on bolts from 5,000 pieces. I put the two open orders together; the drawings are in <#Line 2 rebuild>.', { reactions: { '👍': ['ada'] } }],
    ],
    unread: { chloe: 2 },
  },
  {
    channel: { name: 'Supplier day 2025', kind: 'project', isPublic: true, description: 'Programme and guests', owner: 'ada', members: ['ben', 'chloe'], isArchived: true },
    messages: [
      ['ben', 52_000, '31 guests, 9 suppliers. The tour through hall 4 was the favourite.'],
      ['ada', 51_900, 'Great work, Ben. I close this here; the list of guests stays to be found.'],
    ],
  },
];
