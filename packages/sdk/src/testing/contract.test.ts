import { test } from 'node:test';
import { memoryDriver } from './memory-driver.ts';
import { scenarios } from './scenarios/index.ts';
import { transcribe } from './transcript.ts';

for (const scenario of scenarios) test(scenario.name, async () => { await transcribe(memoryDriver(), scenario); });
