#ifndef TYPOLOGY_AGREEMENT_STUDENT_T_H_
#define TYPOLOGY_AGREEMENT_STUDENT_T_H_

namespace caselens {

// t with P(|T| <= t) = .95 for Student's T with `degrees` >= 1 degrees of
// freedom, within 1e-10: 12.706 for 1, 1.960 for many. Newton's method on the
// incomplete beta function (Press et al. 2007, section 6.4), and for more than
// 10,000 degrees an expansion.
double StudentT95(double degrees);

}  // namespace caselens

#endif  // TYPOLOGY_AGREEMENT_STUDENT_T_H_
