import { beforeEach, describe, expect, it } from 'vitest';
import { editable, stateOfSentence, parseConclusion } from '../../core/study/conclusion.ts';
import type { ReportDraft } from '../../core/study/narrative.ts';
import { readSections, moved, SECTIONS_SETTING, writeSections } from '../../core/study/report-sections.ts';
import { addSentences, confirmSentence, editsSince, moveSentence, openNumber, rewriteSentence, useConclusion } from '../../renderer/state/conclusion.ts';
import { editInTurn } from '../../renderer/state/edit-in-turn.ts';
import { closeReview, edit, openReview, undo, useReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { useView } from '../../renderer/state/view.ts';
import { fakeClient } from './fake-client.ts';

const client = { now: fakeClient({ hours: 1 }) };

async function follow(): Promise<ReportDraft> {
  const { caseId } = useReview.getState();
  const draft = await client.now.report.draft({ caseId });
  useConclusion.setState({ caseId, draft, settings: {} });
  return draft;
}
const text = (): string => useReview.getState().texts['conclusion'] ?? '';
const sentences = (): string[] => parseConclusion(text()).map(editable);

beforeEach(async () => {
  client.now = fakeClient({ hours: 1 });
  useSession.setState({ client: client.now, lost: false, toast: null });
  await openReview('a');
  await follow();
  return closeReview;
});

describe('sentences of the window', () => {
  it('come one after the other, however quickly they are taken over', async () => {
    await Promise.all([addSentences(['One {v.beats}.']), addSentences(['Two.']), addSentences(['Three.'])]);
    expect(sentences()).toEqual(['One {v.beats}.', 'Two.', 'Three.']);
    await Promise.all([moveSentence(0, 1), moveSentence(1, 1)]);
    expect(sentences()).toEqual(['Two.', 'Three.', 'One {v.beats}.']);
    const was = text();
    await moveSentence(2, 1);
    expect(text()).toBe(was);
    await Promise.all([rewriteSentence(0, ''), rewriteSentence(0, ' Four. ')]);
    expect(sentences()).toEqual(['Four.', 'One {v.beats}.']);
  });

  it('change with a count, say by which edit, and hold again once they were read or the edit is undone', async () => {
    await addSentences(['{v.beats} beats.']);
    const state = async (): Promise<string> => stateOfSentence(parseConclusion(text())[0]!, (await follow()).numbers);
    expect(['holds', 'open']).toContain(await state());
    const { beats } = useReview.getState();
    const normal = beats.code.findIndex((code) => code === 0);
    await edit({ kind: 'relabel', keys: beats.key.slice(normal, normal + 1), code: 2 });
    await edit({ kind: 'text', name: 'comment', value: 'No number.' });
    expect(await state()).toBe('changed');
    expect(editsSince(useReview.getState().history, parseConclusion(text())[0]!).map(({ kind }) => kind)).toEqual(['relabel']);
    await undo(useReview.getState().history.find(({ kind }) => kind === 'relabel')!.sequence);
    expect(['holds', 'open']).toContain(await state());
    await edit({ kind: 'relabel', keys: beats.key.slice(normal, normal + 1), code: 2 });
    expect(await state()).toBe('changed');
    await confirmSentence(0);
    expect(['holds', 'open']).toContain(await state());
  });

  it('open what their numbers are of', () => {
    useSession.setState({ route: { page: 'study', caseId: 'a', tab: 'report' } });
    openNumber('hr.max');
    expect(useSession.getState().route).toMatchObject({ tab: 'beats' });
    openNumber('v.beats');
    expect(useView.getState().gallery).toMatchObject({ kind: 'class', beatClass: 'V' });
    openNumber('open.findings');
    expect(useSession.getState().route).toMatchObject({ tab: 'episodes' });
    openNumber('recorded');
    expect(useSession.getState().route).toMatchObject({ tab: 'overview' });
  });

  it('leave sections to be moved as quickly', async () => {
    const move = (): Promise<boolean> =>
      editInTurn(({ settings }) => {
        const value = writeSections(moved(readSections(settings[SECTIONS_SETTING]), 'rate', 1));
        return { kind: 'setting', name: SECTIONS_SETTING, value };
      });
    await Promise.all([move(), move(), move()]);
    expect(readSections(useReview.getState().settings[SECTIONS_SETTING]).figures[3]?.id).toBe('rate');
  });
});

it('an edit that could not be made stands in the way of none behind it', async () => {
  await expect(editInTurn(() => { throw new Error('planted'); })).rejects.toThrow('planted');
  await expect(editInTurn(() => null)).resolves.toBe(true);
});
