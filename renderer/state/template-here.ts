/** Who comes from elsewhere to a beat has that beat's own template under the hand: a key for the whole template then means the one that is seen. */
import { useReview } from './review.ts';
import { currentRow, openTemplate, useView } from './view.ts';

/** Opens the template of the current beat, which stays where it is on the paper. A beat of none, and a gallery that is no template's, leave what is open. */
export function openTemplateHere(): void {
  const { template, current, from } = useView.getState();
  const row = currentRow();
  const here = row < 0 ? 0 : useReview.getState().beats.template[row]!;
  if (template === 0 || here <= 0 || here === template) return;
  openTemplate(here);
  useView.setState({ current, from });
}
