// dist/custom-elements.json: tags, attributes, events, slots, parts and tokens, for editors, Storybook and the docs.
export default {
  globs: ['packages/elements/src/**/*.ts'],
  exclude: ['**/*.{test,stories,styles,fixture}.ts', '**/testing/**'],
  outdir: 'packages/elements/dist',
  litelement: true,
  packagejson: false,
  plugins: [
    {
      name: 'only-what-is-public',
      packageLinkPhase({ customElementsManifest: manifest }) {
        for (const module of manifest.modules) module.declarations = module.declarations.filter(({ tagName }) => tagName?.includes('-'));
        manifest.modules = manifest.modules.filter(({ declarations }) => declarations.length);
        for (const element of manifest.modules.flatMap((module) => module.declarations)) {
          element.events = element.events?.filter(({ name }) => name.startsWith('corridor-')); // not the parameter of a function that sends them
          element.members = element.members?.filter(({ name, privacy }) => !name.startsWith('#') && (privacy ?? 'public') === 'public');
        }
      },
    },
  ],
};
