import { keepsApart } from './isolation.testing.ts';

keepsApart({ isGuarded: false });
