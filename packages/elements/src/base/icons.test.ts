import { expect } from 'chai';
import { html, render } from 'lit';
import { expectAccessible, fixture } from '../testing/index.ts';
import { icon, icons } from './icons.ts';

describe('icons', () => {
  for (const [meaning, shape] of Object.entries(icons)) {
    it(`${meaning} is Lucide's ${shape.name}`, async () => {
      const original = new DOMParser().parseFromString(await (await fetch(`/node_modules/lucide-static/icons/${shape.name}.svg`)).text(), 'image/svg+xml');
      const drawn = document.createElement('div');
      render(icon(shape), drawn);
      const shapes = (root: Element | null | undefined) => [...(root?.children ?? [])].map((child) => [child.localName, ...[...child.attributes].map(({ name, value }) => `${name}=${value}`).sort()].join(' '));
      expect(shapes(drawn.querySelector('svg'))).to.eql(shapes(original.documentElement));
    });
  }

  it('are decoration', async () => {
    const button = await fixture<HTMLElement>(html`<button aria-label="Send">${icon(icons.arrowRight)}</button>`);
    expect(button.querySelector('svg')?.getAttribute('aria-hidden')).to.equal('true');
    await expectAccessible(button);
  });
});
