export { expectAccessible } from './expect-accessible.ts';
export { fixture } from './fixture.ts';
export { nextFrame, waitFor } from './wait-for.ts';
