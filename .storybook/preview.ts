import type { Decorator, Preview } from '@storybook/web-components-vite';

/** The toolbar's choice goes to the page, where elements find their language, and those with `theme="host"` and `theme="auto"` their colours. */
const withPage: Decorator = (story, { globals }) => {
  const page = document.documentElement;
  page.lang = globals['language'] as string;
  page.dir = page.lang === 'ar' ? 'rtl' : 'ltr';
  page.style.colorScheme = globals['theme'] as string;
  document.body.style.background = 'light-dark(#fff, #16181d)';
  document.body.style.color = 'light-dark(#1d1f24, #e8e9ec)';
  document.body.style.fontFamily = 'Inter, system-ui, sans-serif';
  return story();
};

const preview: Preview = {
  decorators: [withPage],
  parameters: { layout: 'padded', backgrounds: { disable: true }, controls: { expanded: true } },
  initialGlobals: { theme: 'light', language: 'en' },
  globalTypes: {
    theme: {
      description: 'Colour theme of the page',
      toolbar: { title: 'Theme', icon: 'contrast', items: ['light', 'dark'], dynamicTitle: true },
    },
    language: {
      description: 'Language of the page; Arabic runs from right to left',
      toolbar: { title: 'Language', icon: 'globe', items: ['en', 'de', 'fr', 'es', 'ar'], dynamicTitle: true },
    },
  },
};

export default preview;
