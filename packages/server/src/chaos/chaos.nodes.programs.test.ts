import { testChaos } from './chaos.testing.ts';

testChaos({ kind: 'two-nodes', seeds: [1, 2] }, { kind: 'two-nodes', hasRedis: true, seeds: [3] });
