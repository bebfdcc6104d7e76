/** Under which name this window acts, as it stands in journals. */
import { useSession } from './session.ts';

export function ownName(): string {
  const { who, about } = useSession.getState();
  return who?.author || about?.reader || '';
}
