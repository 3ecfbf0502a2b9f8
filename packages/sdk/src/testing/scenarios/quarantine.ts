import type { Scenario } from '../transcript.ts';

export const quarantineScenarios: readonly Scenario[] = [
  {
    name: 'administrators see what is in quarantine; others only what they uploaded themselves',
    async play({ connect, equal }) {
      const ada = await connect('ada', { roles: ['admin'] }), ben = await connect('ben');
      equal((await ada.ask('files.quarantined', {})).items, []);
      equal((await ben.ask('files.quarantined', { mine: true })).items, []);
      equal(await ben.codeOf('files.quarantined', {}), 'forbidden');
      const nothing = { fileId: '0192f0c4-0000-7000-8000-000000000999', version: 1 };
      for (const name of ['files.release', 'files.purge'] as const) equal([await ada.codeOf(name, nothing), await ben.codeOf(name, nothing)], ['not-found', 'forbidden']);
      equal(await ben.codeOf('admin.tools', {}), 'forbidden');
    },
  },
];
