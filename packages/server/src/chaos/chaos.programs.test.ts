import { testChaos } from './chaos.testing.ts';

// Of the first sixty seeds those in which, with those of two servers, every fault occurs.
testChaos({ kind: 'embedded', seeds: [5, 36, 39, 40] }, { kind: 'external', seeds: [31, 34, 40] });
