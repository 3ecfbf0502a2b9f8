import type { Decorator, Preview } from '@storybook/web-components-vite';

/** The toolbar's choice goes to the page, where elements with `theme="host"` and `theme="auto"` find it. */
const withPage: Decorator = (story, { globals }) => {
  const page = document.documentElement;
  page.dir = globals['direction'] as string;
  page.lang = globals['direction'] === 'rtl' ? 'ar' : 'en';
  page.style.colorScheme = globals['theme'] as string;
  document.body.style.background = 'light-dark(#fff, #16181d)';
  document.body.style.color = 'light-dark(#1d1f24, #e8e9ec)';
  document.body.style.fontFamily = 'Inter, system-ui, sans-serif';
  return story();
};

const preview: Preview = {
  decorators: [withPage],
  parameters: { layout: 'padded', backgrounds: { disable: true }, controls: { expanded: true } },
  initialGlobals: { theme: 'light', direction: 'ltr' },
  globalTypes: {
    theme: {
      description: 'Colour theme of the page',
      toolbar: { title: 'Theme', icon: 'contrast', items: ['light', 'dark'], dynamicTitle: true },
    },
    direction: {
      description: 'Reading direction',
      toolbar: { title: 'Direction', icon: 'transfer', items: ['ltr', 'rtl'], dynamicTitle: true },
    },
  },
};

export default preview;
