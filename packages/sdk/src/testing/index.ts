import './jitless.ts';
export { createDemoServer, type DemoServer, type DemoServerOptions } from './demo.ts';
export { createMemoryServer, type MemoryServer, type MemoryServerOptions, type MemoryUser } from './memory-server.ts';
export type { MemoryTransport } from './memory-transport.ts';
export { memoryDriver } from './memory-driver.ts';
export { scenarios } from './scenarios/index.ts';
export { transcribe, type Driver, type Guest, type Line, type Scenario } from './transcript.ts';
export { demoPeople, demoRecord } from './seed.ts';
