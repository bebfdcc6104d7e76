/** What keys and buttons of the beats tab do. */
import { CLASSES, plainCode, type BeatClass } from '../../../core/beats/classes.ts';
import { KeySet } from '../../../core/review/key-set.ts';
import { CLASS_NAME } from '../../parts/words.ts';
import { isOpen } from '../../state/derived.ts';
import type { Actions } from '../../state/keys.ts';
import { printedStrip, STRIP_SECONDS } from '../../state/printed-strip.ts';
import { decided } from '../../state/pace.ts';
import { afterTemplate, goToItem, queueNow } from '../../state/queue-now.ts';
import { changeGain, changeSpeed } from '../../state/paper.ts';
import { nudgePeak, settlePeak } from '../../state/peak-move.ts';
import { toggleStrip } from '../../state/report-strips.ts';
import { edit, rateOf, refusedAsSigned, useReview } from '../../state/review.ts';
import { beginScan, endScan } from '../../state/scan.ts';
import { openTab, useSession } from '../../state/session.ts';
import { goToSpan } from '../../state/unreadable-spans.ts';
import { whileOpen } from '../../state/while-open.ts';
import { across, currentRow, goToRow, goToTile, nextItem, openItems, openTemplate, page, previewRelabel, requestOf, step, useView, type Scope } from '../../state/view.ts';
import { measureCurrentBeat } from './measure-beat.ts';
import { acceptProposal, answerMixed, chooseAnswer, giveAnswer, leaveAsks, toggleAsks, useAsks } from '../../state/asks.ts';
import { beginDoubt, doubtDone, doubtInHand, doubtLater } from '../../state/doubt.ts';
import { nextOrder } from '../../state/gallery-order.ts';
import { nextGroup, nextLayout, nextRhythm, toggleColumns } from '../../state/lead-choice.ts';
import { dropAlike, findAlike, findAlikeTemplate, leaveAlike, showsAlike, useAlike } from '../../state/alike.ts';
import { askNeighbour, dropMerge, useMerging } from '../../state/merging.ts';
import { useOverlay } from '../../state/overlay.ts';
import { beginCut } from './template-view.tsx';
import { goToConflict, settleConflict, stepConflict } from './conflict-panel.tsx';
import { applySpan, confirmSpan, leaveSpan, otherEnd, rejectSpan, slideSpan, unreadable } from './spans.ts';
import { WO } from '../../parts/words-overview.ts';

const get = useView.getState;
const set = useView.setState;

/** Confirms the template that is open and opens the one that needs an eye next. */
export async function confirmAndGoOn(): Promise<void> {
  const { template } = get();
  const { derived } = useReview.getState();
  const here = derived.groups.find((group) => group.id === template);
  const next = afterTemplate(queueNow());
  if (here && isOpen(here) && !refusedAsSigned()) {
    decided(Date.now());
    void edit({ kind: 'mark', template: Math.max(0, template), state: here.moved > 0 ? 'changed' : 'confirmed' });
  }
  if (next !== null) goToItem(next);
}

/** Carries out what is previewed. */
export async function applyPreview(): Promise<void> {
  const { preview } = get();
  if (!preview) return;
  set({ preview: null });
  if (preview.kind === 'span') return applySpan(preview);
  set({ last: { to: preview.to, scope: preview.scope } });
  const here = whileOpen();
  if (!(await edit(requestOf(preview))) || !here()) return;
  if (preview.scope === 'selected') set({ selected: KeySet.EMPTY });
}

/** First press previews; the same again applies; another class previews that one. */
export function relabelKey(to: BeatClass, scope?: Scope): void {
  if (refusedAsSigned()) return;
  const { preview, crosshair, selected } = get();
  if (crosshair) {
    set({ crosshair: { ...crosshair, beatClass: to } });
    return;
  }
  if (preview?.kind === 'relabel' && preview.to === to && (scope === undefined || preview.scope === scope)) {
    void applyPreview();
    return;
  }
  previewRelabel(to, scope ?? (preview?.kind === 'relabel' ? preview.scope : selected.size > 0 ? 'selected' : 'beat'));
}

// ---- calipers and crosshair

function calipers(): void {
  const { beats, study } = useReview.getState();
  const { from } = get();
  const row = currentRow();
  const rate = rateOf(study);
  const a = row >= 0 ? beats.sample[row]! : Math.round(from + across() * 0.4);
  const b = row >= 0 && beats.sample[row + 1] !== undefined && beats.sample[row + 1]! < from + across() ? beats.sample[row + 1]! : Math.round(a + rate * 0.8);
  set({ caliper: { a, b, hand: 'b', march: false } });
}

function slideCaliper(samples: number): void {
  const { caliper } = get();
  if (!caliper) return;
  set({ caliper: caliper.hand === 'a' ? { ...caliper, a: caliper.a + samples } : { ...caliper, b: caliper.b + samples } });
}

function slideCross(samples: number): void {
  const { crosshair, from } = get();
  if (!crosshair) return;
  const sample = crosshair.sample + samples;
  set({ crosshair: { ...crosshair, sample }, from: sample < from + across() * 0.04 || sample > from + across() * 0.96 ? sample - across() * 0.5 : from });
}

async function stripToReport(): Promise<void> {
  const { study, beats, derived } = useReview.getState();
  const { stripBrush, from } = get();
  const rate = rateOf(study);
  const row = currentRow();
  const at = row >= 0 ? beats.sample[row]! : null;
  const brushed = stripBrush && { from: Math.round(stripBrush.from), to: Math.round(Math.min(stripBrush.to, stripBrush.from + STRIP_SECONDS * rate)) };
  const strip = brushed ? { ...brushed, beat: at !== null && at >= brushed.from && at <= brushed.to } : printedStrip({ from, to: from + across() }, at, rate, study?.recording.sampleCount ?? 0);
  const beatClass = strip.beat ? CLASSES[derived.classes[row]!]! : null;
  await toggleStrip(strip, beatClass && beatClass !== 'X' ? WO.beat.caption(CLASS_NAME[beatClass]) : '');
}

async function remove(): Promise<void> {
  const { selected, current } = get();
  const here = whileOpen();
  const row = currentRow();
  const keys = selected.size > 0 ? selected.toArray() : current !== null ? Int32Array.of(current) : null;
  if (!keys) return;
  if (!(await edit({ kind: 'delete', keys })) || !here()) return;
  const { gallery } = get();
  const gone = KeySet.from(keys);
  set({ selected: KeySet.EMPTY, gallery: gallery ? { ...gallery, keys: gallery.keys.filter((key) => !gone.has(key)) } : null });
  goToRow(Math.min(row, useReview.getState().beats.key.length - 1));
}

function inGallery(): boolean {
  return document.activeElement?.closest('[data-region="gallery"]') !== null && document.activeElement !== document.body;
}

function tile(delta: number, extend: boolean): void {
  const { gallery, current } = get();
  if (!gallery || gallery.keys.length === 0) return;
  const here = current === null ? -1 : gallery.keys.indexOf(current);
  goToTile(here < 0 ? 0 : here + delta, extend);
}

function escape(): void {
  const view = get();
  if (useSession.getState().toast?.bad) useSession.setState({ toast: null });
  else if (view.goTo) set({ goTo: false });
  else if (view.lasso) set({ lasso: null });
  else if (useAlike.getState().search !== 'none') dropAlike();
  else if (useMerging.getState().asked) dropMerge();
  else if (useOverlay.getState().cut) {
    useOverlay.setState({ cut: null, crossing: new Int32Array(0) });
    set({ selected: KeySet.EMPTY });
  }
  else if (view.preview) set({ preview: null });
  else if (view.panel === 'scan') endScan();
  else if (view.crosshair) set({ crosshair: null });
  else if (view.caliper) set({ caliper: null });
  else if (view.mark !== null) set({ mark: null });
  else if (view.conflict !== null) set({ conflict: null });
  else if (useAsks.getState().open) leaveAsks();
  else if (view.stripBrush) leaveSpan();
  else if (view.selected.size > 0) set({ selected: KeySet.EMPTY });
  else if (showsAlike()) leaveAlike();
  else if (view.brush) set({ brush: null });
  else if (view.history) set({ history: false });
  else if (view.inspector) set({ inspector: false });
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

function focusGallery(): void {
  document.querySelector<HTMLElement>('[data-region="gallery"]')?.focus();
}

function repeat(): void {
  const { last } = get();
  if (!last) return;
  previewRelabel(last.to, last.scope === 'selected' && get().selected.size === 0 ? 'beat' : last.scope);
  void applyPreview();
}

/** Settles a moved peak first: whatever comes next stands on the journal. */
const settled =
  (work: () => void): (() => void) =>
  () => {
    settlePeak();
    work();
  };

export const REVIEW_ACTIONS: Actions = {
  plots: () => set({ panel: get().panel === 'plots' ? 'strip' : 'plots', lasso: null }),
  merge: () => {
    useOverlay.setState({ cut: null, crossing: new Int32Array(0) });
    askNeighbour(0);
  },
  'template-view': () => {
    const row = currentRow();
    if (get().template === 0 && row >= 0 && useReview.getState().beats.template[row]! > 0) openTemplate(useReview.getState().beats.template[row]!);
    set({ panel: get().panel === 'template' ? 'strip' : 'template', lasso: null });
  },
  scan: settled(() => (get().panel === 'scan' ? endScan() : beginScan())),
  lasso: () => {
    if (get().panel === 'template') {
      beginCut();
      return;
    }
    if (get().panel !== 'plots') set({ panel: 'plots' });
    set({ lasso: { plot: 'poincare', cross: { x: 0.5, y: 0.5 }, corners: [], byKey: true } });
  },
  asks: settled(toggleAsks),
  ...Object.fromEntries(CLASSES.map((of) => [`answer-${of}`, settled(() => chooseAnswer(of))])),
  'give-answer': settled(() => void giveAnswer()),
  'answer-mixed': settled(() => void answerMixed()),
  'accept-proposal': settled(() => void acceptProposal()),
  'walk-conflicts': settled(() => goToConflict(0)),
  'keep-mine': settled(() => void settleConflict(false)),
  'take-theirs': settled(() => void settleConflict(true)),
  'next-conflict': settled(() => stepConflict(1)),
  'previous-conflict': settled(() => stepConflict(-1)),
  ...Object.fromEntries(CLASSES.flatMap((of) => [[`relabel-${of}`, settled(() => relabelKey(of))], [`template-${of}`, settled(() => relabelKey(of, 'template'))]])),
  apply: settled(() => {
    if (get().preview) void applyPreview();
    else if (useReview.getState().derived.groups.length > 0 && openItems().length === 0) openTab('report');
  }),
  repeat: settled(repeat),
  confirm: settled(() => void (doubtInHand() === null ? confirmAndGoOn() : doubtDone())),
  doubt: settled(beginDoubt),
  'gallery-order': nextOrder,
  'next-item': settled(() => {
    if (doubtInHand() !== null) return doubtLater();
    const id = nextItem(1);
    if (id !== null) openTemplate(id);
  }),
  'previous-item': settled(() => {
    const id = nextItem(-1);
    if (id !== null) openTemplate(id);
  }),
  left: settled(() => (inGallery() ? tile(-1, false) : step(-1))),
  right: settled(() => (inGallery() ? tile(1, false) : step(1))),
  up: settled(() => {
    if (inGallery()) tile(-get().tilesAcross, false);
  }),
  down: settled(() => (inGallery() ? tile(get().tilesAcross, false) : focusGallery())),
  'extend-left': settled(() => tile(-1, true)),
  'extend-right': settled(() => tile(1, true)),
  'extend-up': settled(() => tile(-get().tilesAcross, true)),
  'extend-down': settled(() => tile(get().tilesAcross, true)),
  'page-back': settled(() => page(-1)),
  'page-on': settled(() => page(1)),
  gallery: focusGallery,
  'find-alike': settled(() => void findAlike()),
  'find-alike-template': settled(() => void findAlikeTemplate()),
  'select-all': () => set({ selected: KeySet.from(get().gallery?.keys ?? []), preview: null }),
  insert: settled(() => {
    if (refusedAsSigned()) return;
    const { from } = get();
    set({ crosshair: { sample: Math.round(from + across() * 0.5), beatClass: 'N' }, caliper: null, preview: null });
  }),
  delete: settled(() => void remove()),
  'move-left': () => nudgePeak(-1),
  'move-right': () => nudgePeak(1),
  unfiltered: () => set({ filtered: false }),
  calipers: settled(calipers),
  measure: settled(() => void measureCurrentBeat()),
  'gain-up': () => changeGain(1),
  'gain-down': () => changeGain(-1),
  'speed-up': () => changeSpeed(1),
  'speed-down': () => changeSpeed(-1),
  unreadable: settled(unreadable),
  'next-span': settled(() => goToSpan(1)),
  'previous-span': settled(() => goToSpan(-1)),
  'span-confirm': () => void confirmSpan(),
  'span-reject': rejectSpan,
  strip: settled(() => void stripToReport()),
  'lead-layout': nextLayout,
  'lead-columns': toggleColumns,
  'lead-group': nextGroup,
  'rhythm-lead': nextRhythm,
  'go-to': () => set({ goTo: true }),
  history: () => set({ history: !get().history }),
  inspector: () => set({ inspector: !get().inspector }),
  'caliper-left': () => slideCaliper(-1),
  'caliper-right': () => slideCaliper(1),
  'caliper-wide-left': () => slideCaliper(-10),
  'caliper-wide-right': () => slideCaliper(10),
  'caliper-march': () => {
    const { caliper } = get();
    if (caliper) set({ caliper: { ...caliper, march: !caliper.march } });
  },
  'span-left': () => slideSpan(-0.2),
  'span-right': () => slideSpan(0.2),
  'span-wide-left': () => slideSpan(-2),
  'span-wide-right': () => slideSpan(2),
  'span-fine-left': () => slideSpan(0, -1),
  'span-fine-right': () => slideSpan(0, 1),
  'span-end': otherEnd,
  'span-set': unreadable,
  'cross-left': () => slideCross(-1),
  'cross-right': () => slideCross(1),
  'cross-wide-left': () => slideCross(-10),
  'cross-wide-right': () => slideCross(10),
  'cross-set': () => {
    const { crosshair } = get();
    if (!crosshair) return;
    set({ crosshair: null });
    const here = whileOpen();
    void edit({ kind: 'insert', sample: Math.round(crosshair.sample), code: plainCode(crosshair.beatClass) }).then((done) => {
      if (!done || !here()) return;
      const { beats } = useReview.getState();
      goToRow(beats.sample.indexOf(Math.round(crosshair.sample)));
    });
  },
  escape: settled(escape),
};
