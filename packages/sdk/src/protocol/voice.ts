import { z } from 'zod';

/** Loudness over time, for drawing: whole numbers from 0 (silence) to 100 (the loudest), at most 100 of them. */
export const Peaks = z.array(z.int().min(0).max(100)).max(100).meta({ id: 'Peaks' });
