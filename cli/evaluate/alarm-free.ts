/**
 * Recordings whose references mark nothing urgent, so that an urgent alarm in
 * them is false: 128 records, 56.3 h. Chosen by annotations alone, by
 * models/training/ventricular/alarm-free.ts, which says how.
 */
export const ALARM_FREE: readonly string[] = [
  'cpsc2021/data_101_6', 'cpsc2021/data_101_8', 'cpsc2021/data_101_9', 'cpsc2021/data_21_7', 'cpsc2021/data_21_8', 'cpsc2021/data_21_9', 'cpsc2021/data_35_10', 'cpsc2021/data_35_4', 'cpsc2021/data_35_6', 'cpsc2021/data_84_1', 'cpsc2021/data_84_2', 'cpsc2021/data_84_3',
  'cpsc2021/data_8_2', 'cpsc2021/data_8_3', 'cpsc2021/data_8_4', 'cpsc2021/data_92_12', 'cpsc2021/data_92_19', 'cpsc2021/data_92_4', 'mitdb/100', 'mitdb/101', 'mitdb/102', 'mitdb/103', 'mitdb/104', 'mitdb/105',
  'mitdb/106', 'mitdb/107', 'mitdb/108', 'mitdb/109', 'mitdb/111', 'mitdb/112', 'mitdb/113', 'mitdb/114', 'mitdb/115', 'mitdb/116', 'mitdb/117', 'mitdb/118',
  'mitdb/119', 'mitdb/121', 'mitdb/122', 'mitdb/123', 'mitdb/124', 'mitdb/200', 'mitdb/202', 'mitdb/209', 'mitdb/212', 'mitdb/213', 'mitdb/214', 'mitdb/215',
  'mitdb/217', 'mitdb/220', 'mitdb/221', 'mitdb/222', 'mitdb/228', 'mitdb/230', 'mitdb/233', 'mitdb/234', 'svdb/800', 'svdb/801', 'svdb/802', 'svdb/803',
  'svdb/805', 'svdb/806', 'svdb/807', 'svdb/808', 'svdb/809', 'svdb/810', 'svdb/812', 'svdb/820', 'svdb/821', 'svdb/822', 'svdb/823', 'svdb/824',
  'svdb/825', 'svdb/826', 'svdb/827', 'svdb/828', 'svdb/829', 'svdb/840', 'svdb/841', 'svdb/842', 'svdb/843', 'svdb/844', 'svdb/845', 'svdb/846',
  'svdb/847', 'svdb/848', 'svdb/849', 'svdb/851', 'svdb/852', 'svdb/853', 'svdb/854', 'svdb/856', 'svdb/857', 'svdb/858', 'svdb/859', 'svdb/860',
  'svdb/862', 'svdb/863', 'svdb/864', 'svdb/865', 'svdb/866', 'svdb/867', 'svdb/868', 'svdb/870', 'svdb/871', 'svdb/872', 'svdb/873', 'svdb/874',
  'svdb/875', 'svdb/876', 'svdb/877', 'svdb/878', 'svdb/879', 'svdb/880', 'svdb/881', 'svdb/882', 'svdb/883', 'svdb/884', 'svdb/885', 'svdb/886',
  'svdb/887', 'svdb/888', 'svdb/889', 'svdb/890', 'svdb/891', 'svdb/892', 'svdb/893', 'svdb/894',
];
