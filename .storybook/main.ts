import type { StorybookConfig } from '@storybook/web-components-vite';

const config: StorybookConfig = {
  framework: { name: '@storybook/web-components-vite', options: {} },
  stories: ['../packages/elements/src/**/*.stories.ts'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  features: { sidebarOnboardingChecklist: false },
  viteFinal: (vite) => ({
    ...vite,
    // Straight from the sources, as tests run them.
    resolve: { ...vite.resolve, conditions: ['source', 'module', 'browser', 'development|production'] },
    build: { ...vite.build, target: 'es2022', chunkSizeWarningLimit: 5_000 },
  }),
};

export default config;
