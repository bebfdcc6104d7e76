/**
 * A printed strip: paper of 1 and 5 mm, 25 mm/s and 10 mm/mV exactly, a
 * calibration pulse of 1 mV by 200 ms, every lead with its name, the beats'
 * marks above. Leads may overlap rather than be clipped or scaled down.
 */
import type { ReportStrip } from '../../core/study/report-content.ts';
import { CLASS_INK, INK, MEASURE, MM, type Pen } from './ink.ts';

const MARKS = 14;
const LEFT = 34;
const SPEED = 25 * MM;
const GAIN = 10 * MM;
/** Room above the first lead's zero line for the calibration pulse, and from lead to lead. */
const LEAST_ABOVE = GAIN + 6;
const LEAD_PITCH = 62;
const LEAST_BELOW = 24;
/** A lead that has come off must not push the strip off the page. Millivolts. */
const TALLEST = 4;

/** Where the leads of a strip lie, in pixels from its upper edge: zero lines and height, tall enough for every beat. */
export interface StripLayout {
  zeros: number[];
  height: number;
}

/** Lays a strip out: leads may overlap each other, but no beat is cut off at the edges. */
export function layOut(strip: Pick<ReportStrip, 'leads'>): StripLayout {
  const reach = strip.leads.map(({ values }) => {
    let up = 0;
    let down = 0;
    for (const value of values) {
      if (value > up) up = value;
      else if (value < down) down = value;
    }
    return { up: Math.min(TALLEST, up) * GAIN, down: Math.min(TALLEST, -down) * GAIN };
  });
  const above = Math.max(LEAST_ABOVE, ...reach.map(({ up }, lead) => up - lead * LEAD_PITCH)) + 4;
  const zeros = reach.map((_, lead) => MARKS + above + lead * LEAD_PITCH);
  const last = zeros.at(-1) ?? MARKS + above;
  const bottom = Math.max(last + LEAST_BELOW, ...reach.map(({ down }, lead) => zeros[lead]! + down + 6));
  // Whole big squares.
  return { zeros, height: MARKS + Math.ceil((bottom - MARKS) / (5 * MM)) * 5 * MM };
}

/** Draws a strip with its upper left corner at `x`, `y`. Returns its height. */
export function drawStrip(pen: Pen, strip: ReportStrip, x: number, y: number): number {
  const { zeros, height } = layOut(strip);
  drawPaper(pen, x, y + MARKS, height - MARKS);
  drawUnreadable(pen, strip, x, y + MARKS, height - MARKS);
  const { doc } = pen;
  doc.save();
  doc.rect(x, y + MARKS, MEASURE, height - MARKS).clip();
  strip.leads.forEach((lead, index) => {
    const zero = y + zeros[index]!;
    drawTrace(pen, lead.values, strip.rate, x + LEFT, zero);
    if (index === 0) drawPulse(pen, x + 5, zero);
    pen.words(lead.name, x + 4, zero + 13, { size: 9, weight: 'semibold' });
  });
  doc.restore();
  for (const beat of strip.beats) {
    const centre = x + LEFT + beat.seconds * SPEED;
    if (beat.label === '' || centre < x + LEFT + 4 || centre > x + MEASURE - 10) continue;
    pen.mark(beat.beatClass, centre - 4.5, y + 6.5, 5.8);
    pen.words(beat.label, centre + 0.5, y + 10, { size: 9.5, weight: 'semibold', colour: CLASS_INK[beat.beatClass].word });
  }
  return height;
}

function drawPaper(pen: Pen, x: number, y: number, height: number): void {
  const { doc } = pen;
  for (const major of [false, true]) {
    for (let i = 0; i * MM <= MEASURE + 0.1; i++) {
      if ((i % 5 === 0) === major) doc.moveTo(x + i * MM, y).lineTo(x + i * MM, y + height);
    }
    for (let j = 0; j * MM <= height + 0.1; j++) {
      if ((j % 5 === 0) === major) doc.moveTo(x, y + j * MM).lineTo(x + MEASURE, y + j * MM);
    }
    doc.lineWidth(major ? 0.8 : 0.6).strokeColor(major ? INK.grid5 : INK.grid1).stroke();
  }
}

function drawUnreadable(pen: Pen, strip: ReportStrip, x: number, y: number, height: number): void {
  const { doc } = pen;
  for (const span of strip.unreadable) {
    const from = Math.max(x + LEFT, x + LEFT + span.from * SPEED);
    const to = Math.min(x + MEASURE, x + LEFT + span.to * SPEED);
    if (to <= from) continue;
    doc.save();
    doc.rect(from, y, to - from, height).clip();
    for (let d = from - height; d < to; d += 6) doc.moveTo(d, y + height).lineTo(d + height, y);
    doc.lineWidth(0.6).strokeColor(INK.hatch).stroke();
    doc.restore();
  }
}

/** The trace, with a break wherever nothing was measured. */
function drawTrace(pen: Pen, values: Float32Array, rate: number, x: number, zero: number): void {
  const { doc } = pen;
  const step = SPEED / rate;
  let drawing = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const px = x + i * step;
    if (px > x - LEFT + MEASURE) break;
    if (Number.isNaN(value)) {
      drawing = false;
      continue;
    }
    const py = zero - value * GAIN;
    if (drawing) doc.lineTo(px, py);
    else doc.moveTo(px, py);
    drawing = true;
  }
  doc.lineWidth(0.95).lineJoin('round').strokeColor(INK.trace).stroke();
}

function drawPulse(pen: Pen, x: number, zero: number): void {
  pen.doc
    .moveTo(x, zero)
    .lineTo(x + 3, zero)
    .lineTo(x + 3, zero - GAIN)
    .lineTo(x + 3 + 5 * MM, zero - GAIN)
    .lineTo(x + 3 + 5 * MM, zero)
    .lineTo(x + 6 + 5 * MM, zero);
  pen.doc.lineWidth(0.95).strokeColor(INK.trace).stroke();
}
