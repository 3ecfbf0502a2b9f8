export { expectAccessible } from './expect-accessible.ts';
export { fixture } from './fixture.ts';
export { office, type Office } from './office.ts';
export { nextFrame, waitFor } from './wait-for.ts';
