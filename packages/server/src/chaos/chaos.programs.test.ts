import { testChaos } from './chaos.testing.ts';

testChaos({ kind: 'embedded', seeds: [1, 2, 3, 4] }, { kind: 'external', seeds: [1, 2, 3] });
