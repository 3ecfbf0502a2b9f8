export { createDemoServer, type DemoServer, type DemoServerOptions } from './demo.ts';
export { createMemoryServer, type MemoryServer, type MemoryServerOptions, type MemoryUser } from './memory-server.ts';
export type { MemoryTransport } from './memory-transport.ts';
export { demoPeople, demoRecord } from './seed.ts';
