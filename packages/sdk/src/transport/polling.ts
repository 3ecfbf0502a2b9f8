import { transports as all } from 'engine.io-client';

/** In the order they are tried. */
export const transports = [all.websocket, all.polling];
