// dist/custom-elements.json: tags, attributes, events, slots, parts and tokens, for editors, Storybook and the docs.
export default {
  globs: ['packages/elements/src/**/*.ts'],
  exclude: ['**/*.test.ts', '**/*.stories.ts', '**/*.styles.ts', '**/testing/**'],
  outdir: 'packages/elements/dist',
  litelement: true,
};
