/** Sentences about the inference server, in German. */
import type { Like } from '../../language.ts';
import type * as en from '../en/server.ts';

export const WI: Like<typeof en.WI> = {
  title: 'Inferenzserver',
  lead: 'Analyse durch einen anderen Rechner; von Haus aus keiner',
  what: 'Ein Triton-Server Ihrer Abteilung kann die Schlagklassifikation für diesen Rechner übernehmen. Bleibt die Adresse leer, bleibt alles hier.',
  sent: 'Gesendet werden: Fenster des gefilterten Signals jeder Ableitung, der übliche Schlag des Patienten, die Lage der R-Zacken und Zahlen zu den Intervallen. Nie gesendet werden: Name, Nummer, Daten, Notizen oder sonst etwas über Patient oder Labor.',
  checked: 'Bevor er benutzt wird, werden seine Antworten mit denen des Modells auf diesem Rechner verglichen. Fall und Befund nennen ihn.',
  address: 'Adresse',
  hint: 'etwa https://gpu.klinik.example:8000; gilt ab dann für alle Aufzeichnungen; http nur auf diesem Rechner selbst',
};
