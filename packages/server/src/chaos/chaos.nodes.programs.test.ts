import { testChaos } from './chaos.testing.ts';

testChaos({ kind: 'two-nodes', seeds: [37, 38] }, { kind: 'two-nodes', hasRedis: true, seeds: [35] });
