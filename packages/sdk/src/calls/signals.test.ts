import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import fc from 'fast-check';
import type { CallSignal } from '../protocol/calls.ts';
import { Signals } from './signals.ts';

interface Side { signals: Signals; heard: unknown[]; runs: number }

/** Two sides and what is on its way between them, which a test loses, delays and hands over as it likes. */
function pair() {
  const underway: { to: 'a' | 'b'; signals: CallSignal[] }[] = [];
  const side = (me: 'a' | 'b'): Side => {
    const other = me === 'a' ? 'b' : 'a', one: Side = {
      heard: [], runs: 0, signals: new Signals({
        request: (_to, signals) => { underway.push({ to: other, signals }); return Promise.resolve(); },
        hear: (_from, data) => { one.heard.push(data); },
        onRun: () => { one.runs++; },
      }),
    };
    return one;
  };
  const sides = { a: side('a'), b: side('b') };
  const deliver = (index: number) => {
    const [message] = underway.splice(index, 1);
    if (message) sides[message.to].signals.receive(message.to === 'a' ? 'b' : 'a', message.signals);
  };
  return { sides, underway, deliver, reload: (me: 'a' | 'b') => { sides[me].signals.close(); sides[me] = side(me); } };
}

test('whatever is lost, comes twice or out of order: all that was said arrives once and in order', () => {
  fc.assert(fc.property(fc.array(fc.oneof(
    fc.record({ does: fc.constant('say' as const), who: fc.constantFrom('a' as const, 'b' as const) }), fc.record({ does: fc.constant('pass' as const), at: fc.nat(5) }),
    fc.record({ does: fc.constant('lose' as const), at: fc.nat(5) }), fc.record({ does: fc.constant('twice' as const), at: fc.nat(5) }), fc.record({ does: fc.constant('wait' as const), ms: fc.constantFrom(10, 250, 3100) }),
    fc.record({ does: fc.constant('resume' as const) }),
  ), { maxLength: 60 }), (steps) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const { sides, underway, deliver } = pair(), said: { a: number[]; b: number[] } = { a: [], b: [] };
      for (const step of steps) {
        if (step.does === 'say') { said[step.who].push(said[step.who].length); sides[step.who].signals.send(step.who === 'a' ? 'b' : 'a', said[step.who].at(-1)); }
        else if (step.does === 'pass') deliver(step.at % (underway.length || 1));
        else if (step.does === 'lose') underway.splice(step.at % (underway.length || 1), 1);
        else if (step.does === 'twice' && underway.length > 0) underway.push(underway[step.at % underway.length]!);
        else if (step.does === 'wait') mock.timers.tick(step.ms);
        else if (step.does === 'resume') { sides.a.signals.resume(); sides.b.signals.resume(); }
      }
      for (let round = 0; round < 4; round++) {
        mock.timers.tick(3100);
        while (underway.length > 0) deliver(0);
      }
      assert.deepEqual([sides.b.heard, sides.a.heard], [said.a, said.b]);
      sides.a.signals.close();
      sides.b.signals.close();
    } finally {
      mock.timers.reset();
    }
  }), { numRuns: 300 });
});

test('nothing more is sent once all has been acknowledged', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { sides, underway, deliver } = pair();
  sides.a.signals.send('b', 'offer');
  for (let i = 0; i < 4; i++) { mock.timers.tick(500); while (underway.length > 0) deliver(0); }
  mock.timers.tick(60_000);
  assert.deepEqual([sides.b.heard, underway], [['offer'], []]);
  mock.timers.reset();
});

test('a page that was loaded anew is noticed, and is told nothing that was meant for the one before', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { sides, underway, deliver, reload } = pair();
  const settle = () => { for (let i = 0; i < 4; i++) { mock.timers.tick(500); while (underway.length > 0) deliver(0); } };
  sides.b.signals.send('a', 'hello');
  sides.a.signals.send('b', 'offer');
  settle();
  sides.a.signals.send('b', 'for the one before');
  reload('b');
  sides.b.signals.send('a', 'I am back');
  settle();
  sides.a.signals.send('b', 'offer again');
  settle();
  assert.deepEqual([sides.a.runs, sides.a.heard, sides.b.heard.at(-1)], [1, ['hello', 'I am back'], 'offer again']);
  mock.timers.reset();
});

test('what is said again and again does not put off that what was lost is sent once more', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { sides, underway, deliver } = pair();
  sides.a.signals.send('b', 'lost');
  mock.timers.tick(10);
  underway.splice(0);
  for (let word = 0; word < 5; word++) {
    sides.a.signals.send('b', word);
    mock.timers.tick(1000);
    while (underway.length > 0) deliver(0);
  }
  assert.deepEqual(sides.b.heard.slice(0, 3), ['lost', 0, 1]);
  mock.timers.reset();
});
