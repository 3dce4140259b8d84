#!/usr/bin/env python3
"""Makes random_vectors.csv from the reference of rule jt-1 beside it.

Run once; the result is kept. Uniform input would almost never reach high or
low control, so each direction is drawn from one of several kinds of file.
"""
import collections
import csv
import os
import random

from typology_rule import K, V, suggest

NAMES = K + V + ['X2']
ROWS = 10000
# Chances of not recorded, 0, 1, 2, 3: for K; V1 and X2; other V; V9.
KINDS = {
    'uniform': ((2, 2, 1, 1, 1),) * 4,
    'controlling': ((3, 1, 1, 2, 5), (2, 1, 1, 2, 3), (9, 5, 0, 1, 0),
                    (3, 1, 1, 1, 3)),
    'controlling, not violent': ((2, 1, 1, 1, 3), (1, 9, 0, 0, 0),
                                 (5, 5, 0, 0, 0), (3, 1, 1, 1, 3)),
    'no control, violent': ((0, 40, 1, 0, 0), (1, 2, 1, 6, 2),
                            (9, 9, 0, 1, 0), (0, 4, 3, 3, 1)),
    'no control, not violent': ((0, 20, 1, 0, 0), (1, 9, 0, 0, 0),
                                (9, 9, 0, 0, 0), (0, 5, 1, 1, 0)),
    'silent': ((9, 1, 1, 1, 0), (9, 2, 1, 1, 0), (20, 1, 0, 1, 0),
               (9, 1, 1, 1, 1)),
}
VALUES = (None, 0, 1, 2, 3)
HERE = os.path.dirname(os.path.abspath(__file__))


def direction(g):
  control, acts, other, fear = KINDS[g.choice(list(KINDS))]
  d = {}
  for name in NAMES:
    chances = (control if name in K else acts if name in ('V1', 'X2') else
               fear if name == 'V9' else other)
    d[name] = g.choices(VALUES, chances)[0]
  return d


def dyad(g):
  return {
      'X3': g.choice(['Y', 'N', None]),
      'X5': g.choices(['Y', 'N', None], (1, 4, 4))[0],
      'stalking': g.choices(['Y', 'N', None], (1, 9, 20))[0],
      'intimate': g.choices([False, True, None], (1, 9, 20))[0],
  }


def main():
  g = random.Random(20260)
  show = lambda d: ''.join('.' if d[n] is None else str(d[n]) for n in NAMES)
  sign = {None: '.', 'Y': 'Y', 'N': 'N', True: 'T', False: 'F'}
  seen = collections.Counter()
  with open(os.path.join(HERE, 'random_vectors.csv'), 'w') as f:
    w = csv.writer(f, lineterminator='\n')
    w.writerow(['direction_1_to_2', 'direction_2_to_1', 'dyad', 'type_1',
                'type_2', 'candidates', 'flags'])
    for _ in range(ROWS):
      a, b, y = direction(g), direction(g), dyad(g)
      t1, t2, candidates, flags = suggest(a, b, y)
      seen[(t1, t2, candidates, flags)] += 1
      w.writerow([show(a), show(b), ''.join(sign[v] for v in y.values()), t1,
                  t2, candidates, ' '.join(flags)])
  for outcome, n in seen.most_common():
    print(n, outcome)


if __name__ == '__main__':
  main()
