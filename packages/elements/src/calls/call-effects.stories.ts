import type { EffectProblem, EffectState } from '@corridor/sdk';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { stage, stageOf } from '../testing/stage.ts';
import { fakeMeeting } from './call.fixture.ts';
import './call-effects.ts';

const story = (state: Partial<EffectState> = {}, isCaptioned = false): StoryObj => ({
  loaders: [stage()],
  render: (_, { loaded }) => {
    const call = fakeMeeting(1);
    call.effects.state.set({ ...call.effects.state.get(), ...state });
    call.captions.state.set({ isOn: isCaptioned });
    return html`<style>.room { max-inline-size: 272px; padding: 14px; background: oklch(0.255 0.01 262); }</style><corridor-provider .corridor=${stageOf(loaded).corridor}><div class="room"><call-effects .session=${call}></call-effects><caption-mark .session=${call}></caption-mark></div></corridor-provider>`;
  },
});
const blurred = { background: { blur: 'strong' } } as const;
const problem = (why: EffectProblem) => story({ noiseRemoval: 'strong', ...blurred, problems: { noiseRemoval: why, background: why } });

export default { title: 'Calls/Effects', component: 'call-effects' } satisfies Meta;

export const AsItIs = story();
export const StrongAndBlurred = story({ noiseRemoval: 'strong', ...blurred, pace: { frames: 28, ms: 14 } });
export const OwnPicture = story({ background: { image: new Blob() }, pace: { frames: 30, ms: 11 } });
export const Captions = story({}, true);
export const Blocked = problem('blocked');
export const TooSlow = problem('slow');
export const Unsupported = problem('unsupported');
