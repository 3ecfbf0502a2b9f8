import { html, type LitElement, render, type TemplateResult } from 'lit';

const containers: HTMLElement[] = [];

/** Puts a template on the page and answers its first element once it has rendered. It is taken away after the test. */
export async function fixture<E extends Element = LitElement>(template: TemplateResult): Promise<E> {
  const container = document.createElement('div');
  containers.push(container);
  document.body.append(container);
  render(html`${template}`, container);
  const element = container.firstElementChild;
  if (!element) throw new Error('The template holds no element');
  await (element as Partial<LitElement>).updateComplete;
  return element as E;
}

afterEach(() => {
  for (const container of containers.splice(0)) container.remove();
});
