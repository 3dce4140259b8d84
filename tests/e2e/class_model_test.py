"""Latent classes from records to a labelled model, over real processes."""

import math
import os
import subprocess
import unittest

import grpc

import service as s

Fit = s.class_model_fit_pb2.ClassModelFit
Options = s.class_model_fit_pb2.FitOptions
CASES = 1052
WAIT_SECONDS = 120


def results_of(fit):
    """The bytes of what a fit found."""
    return [result.SerializeToString(deterministic=True)
            for result in fit.results]


class ClassModelTest(unittest.TestCase):
    def assert_refused(self, code, call, *arguments, because="", field="",
                       **fields):
        with self.assertRaises(grpc.RpcError) as caught:
            answer = call(*arguments, **fields)
            if arguments[0] == "WatchFit":
                list(answer)
        error = caught.exception
        self.assertEqual(error.code(), code, error.details())
        violations, said = s.details(error)
        if because:
            self.assertEqual(said, because)
        if field:
            self.assertIn(field, [path for path, _ in violations],
                          error.details())
        return error

    def test_from_records_to_a_labelled_model(self):
        with s.service_with_study(records=0) as service:
            s.import_demo(service)
            caller = service.caller("researcher")
            fit = caller.ClassModel("CreateFit", parent="studies/s",
                                    options=s.fit_options(classes_to=4))
            self.assertEqual(fit.state, Fit.QUEUED)
            self.assertEqual(list(fit.options.sites), ["C1"])
            self.assertEqual(len(fit.options.items), 17)
            self.assertEqual((fit.data.cases, fit.data.without_dva),
                             (CASES, 0))
            self.assertTrue(fit.simulated)
            seen = list(caller.ClassModel("WatchFit", name=fit.name))
            self.assertEqual(seen[-1].state, Fit.SUCCEEDED)
            self.assertEqual(seen[-1].finished, 4)
            self.assertEqual([p.class_count for p in seen],
                             sorted(p.class_count for p in seen))
            fit = caller.ClassModel("GetFit", name=fit.name)
            self.assertEqual([r.class_count for r in fit.results],
                             [1, 2, 3, 4])
            self.check_results(fit)
            self.check_choosing(service, caller, fit)

    def check_results(self, fit):
        for result in fit.results:
            k, c = result.class_count, result.criteria
            self.assertAlmostEqual(c.bic, -2 * c.log_likelihood +
                                   c.parameters * math.log(CASES), places=6)
            self.assertAlmostEqual(c.aic, -2 * c.log_likelihood +
                                   2 * c.parameters, places=6)
            self.assertAlmostEqual(sum(x.share for x in result.classes), 1)
            self.assertEqual(c.HasField("entropy_r2_mplus"), k > 1)
            self.assertEqual(c.HasField("entropy_r2_latent_gold"), k > 1)
            self.assertFalse(result.search.not_replicated)
            self.assertEqual(result.search.optima[0].hits,
                             result.search.replicated)
            for item in result.profile:
                self.assertEqual(len(item.probability), k)
                self.assertAlmostEqual(sum(item.prob_mean), 1)
        likelihoods = [r.criteria.log_likelihood for r in fit.results]
        self.assertEqual(likelihoods, sorted(likelihoods))

    def check_choosing(self, service, caller, fit):
        choose = dict(name=fit.name, class_count=3, class_model_id="three",
                      reason="BIC")
        for field, bad in (("reason", ""), ("class_count", 9),
                           ("class_count", 1), ("class_model_id", "Three"),
                           ("clamp", .05)):
            self.assert_refused(grpc.StatusCode.INVALID_ARGUMENT,
                                caller.ClassModel, "ChooseClassModel",
                                field=field, **{**choose, field: bad})
        model = caller.ClassModel("ChooseClassModel", **choose)
        self.assertEqual(model.origin.fit, fit.name)
        self.assertEqual(model.origin.options, fit.options)
        self.assertEqual(model.origin.data.site_maps[0].factor_map,
                         "rdac-17-c1-v1")
        self.assertEqual(model.origin.criteria, fit.results[2].criteria)
        self.assertIn(model.origin.search.simd, ("baseline", "avx2"))
        self.assertEqual((model.version, model.reason), (1, "BIC"))
        self.assertTrue(any(item.dva for item in model.profile))
        self.check_release(caller.ClassModel("GetClassModel",
                                             name=model.name))
        self.assert_refused(grpc.StatusCode.ALREADY_EXISTS, caller.ClassModel,
                            "ChooseClassModel", **choose)
        self.check_labels(service, caller, model)
        self.check_scores(service, caller, model)

    def check_release(self, model):
        """Percentages of so many cases imply these counts."""
        small = sum(1 <= round(CASES * one.share * p) <= 4
                    for item in model.profile
                    for one, p in zip(model.classes, item.probability))
        self.assertGreater(small, 0)
        self.assertIn(f"percentages of {small} cells imply 1 to 4 files",
                      model.not_for_release)

    def check_labels(self, service, caller, model):
        for field, bad in (("order", [1, 2]), ("label", ["one"]),
                           ("reason", "")):
            self.assert_refused(
                grpc.StatusCode.INVALID_ARGUMENT, caller.ClassModel,
                "LabelClassModel", field=field, **{
                    "name": model.name, "order": [3, 1, 2],
                    "reason": "as in the report", field: bad})
        labelled = caller.ClassModel(
            "LabelClassModel", name=model.name, order=[3, 1, 2],
            label=["A", "B", "C"], reason="as in the report")
        self.assertEqual(labelled.name, model.name + "-v2")
        self.assertEqual((labelled.version, labelled.previous),
                         (2, model.name))
        self.assertEqual([x.label for x in labelled.classes],
                         ["A", "B", "C"])
        self.assertEqual([x.share for x in labelled.classes],
                         [model.classes[i].share for i in (2, 0, 1)])
        self.assertEqual([x.probability[0] for x in labelled.profile],
                         [x.probability[2] for x in model.profile])
        self.assertEqual(
            caller.ClassModel("GetClassModel", name=model.name), model,
            "a model changed that was frozen")
        again = caller.ClassModel("LabelClassModel", name=labelled.name,
                                  label=["X", "Y", "Z"], reason="shorter")
        self.assertEqual(again.name, model.name + "-v3")
        compared = caller.ClassModel(
            "CompareClassModels", parent="studies/s", first=model.name,
            second=again.name)
        self.assertEqual((compared.case_files, compared.moved), (CASES, 0))
        self.assertEqual(compared.adjusted_rand, 1)
        self.assertEqual([(m.first_class, m.second_class)
                          for m in compared.matches],
                         [(1, 2), (2, 3), (3, 1)])
        against = caller.ClassModel(
            "CompareClassModels", parent="studies/s", first=model.name,
            second="studies/s/classModels/c1-published")
        self.assertEqual(sum(sum(r.case_files) for r in against.table), CASES)
        self.assertLess(against.adjusted_rand, 1)
        self.assertEqual(len(against.matches), 6)
        # Why it was labelled is committed to in the history.
        events = service.caller("governance").History(
            "ListEvents", parent="studies/s", resource=again.name).events
        self.assertEqual([e.action for e in events],
                         ["ClassModelService.LabelClassModel"])
        self.assertTrue(events[0].commitment_reason)

    def check_scores(self, service, caller, model):
        files = s.case_files(service)
        names = [files[f"C1-{i:04}"].name for i in (1, 2, 3)]
        scores = caller.ClassModel(
            "Score", name=model.name, case_files=names, patterns=[
                dict(factors=files["C1-0001"].factors),
                dict(factors=["dv_parent"], uncoded=["dv_child"])]).scores
        self.assertEqual([score.case_file for score in scores],
                         names + ["", ""])
        for score, record in zip(scores, ("C1-0001", "C1-0002", "C1-0003")):
            classified = caller.ClassModel(
                "Classify", name=model.name, factors=files[record].factors)
            self.assertEqual(score.membership, classified)
        self.assertEqual(scores[3].membership, scores[0].membership)
        self.assertEqual(
            scores[4].membership,
            caller.ClassModel("Classify", name=model.name,
                              factors=["dv_parent"], uncoded=["dv_child"]))
        for score in scores:
            posterior = {getattr(p, "class"): p.probability
                         for p in score.membership.posterior}
            ratio = math.log(posterior[score.membership.modal_class] /
                             posterior[score.membership.runner_up])
            self.assertAlmostEqual(
                score.prior_log_ratio +
                sum(item.log_ratio for item in score.contributions), ratio,
                places=6)
            self.assertAlmostEqual(score.entropy, -sum(
                p * math.log(p) for p in posterior.values() if p > 0),
                places=9)
        # A file keeps the model that it was classed under.
        self.assertEqual(files["C1-0001"].membership.class_model,
                         "studies/s/classModels/c1-published")

    def test_who_codes_a_file_does_not_score_it(self):
        with s.service_with_study() as service:
            service.caller("administrator").Access(
                "GrantRole", name="principals/auditor",
                grant=s.Grant(role=s.Grant.RESEARCHER, study="studies/s"))
            file = s.case_files(service)["C1-1"]
            s.start_coding(service, file)
            score = dict(name="studies/s/classModels/c1-published",
                         case_files=[file.name])
            self.assert_refused(
                grpc.StatusCode.FAILED_PRECONDITION,
                service.caller("auditor").ClassModel, "Score",
                because="CODING_STATE", **score)
            service.caller("researcher").ClassModel("Score", **score)

    def test_a_kill_in_the_middle_changes_nothing_of_the_result(self):
        with s.service_with_study(records=0) as service:
            s.import_demo(service)
            caller = service.caller("researcher")
            options = dict(classes_to=5, starts=600, seed=7)
            undisturbed = s.finished_fit(caller, **options)
            self.assertEqual(undisturbed.state, Fit.SUCCEEDED)
            name = caller.ClassModel(
                "CreateFit", parent="studies/s",
                options=s.fit_options(**options)).name
            for progress in caller.ClassModel("WatchFit", name=name):
                if progress.finished >= 2 and progress.starts > 0:
                    break
            self.assertEqual(progress.state, Fit.RUNNING)
            service.kill()
            service.start()
            caller = service.caller("researcher")
            seen = list(caller.ClassModel("WatchFit", name=name))
            self.assertEqual(seen[-1].state, Fit.SUCCEEDED)
            killed = caller.ClassModel("GetFit", name=name)
            self.assertEqual(results_of(killed), results_of(undisturbed))
            actions = [e.action for e in service.caller(
                "governance").History("ListEvents", parent="studies/s",
                                      resource=name).events]
            self.assertEqual(actions, ["ClassModelService.CreateFit"] +
                             ["ClassModelService.RunFit"] * 6)

    def test_a_fit_is_over_the_records_of_its_creation(self):
        with s.service_with_study(records=0) as service:
            s.import_demo(service)
            caller = service.caller("researcher")
            first = caller.ClassModel(
                "CreateFit", parent="studies/s",
                options=s.fit_options(classes_to=4, starts=300))
            service.caller("site-steward").CaseFile(
                "ImportCaseFiles", parent="studies/s/sites/C1",
                csv=s.csv(*(s.record(i).replace("C1-", "LATE-")
                            for i in range(50))))
            list(caller.ClassModel("WatchFit", name=first.name))
            fit = caller.ClassModel("GetFit", name=first.name)
            self.assertEqual({r.criteria.cases for r in fit.results},
                             {CASES})

    def test_a_stop_ends_streams_and_leaves_the_fit_to_go_on(self):
        with s.service_with_study(records=0) as service:
            s.import_demo(service)
            caller = service.caller("researcher")
            fit = caller.ClassModel(
                "CreateFit", parent="studies/s",
                options=s.fit_options(classes_to=10, starts=10_000))
            stream = caller.ClassModel("WatchFit", name=fit.name)
            next(stream)
            self.assertEqual(service.stop(), 0)
            with self.assertRaises(grpc.RpcError) as ended:
                list(stream)
            self.assertEqual(ended.exception.code(),
                             grpc.StatusCode.UNAVAILABLE)
            service.start()
            caller = service.caller("researcher")
            next(caller.ClassModel("WatchFit", name=fit.name))
            cancelled = caller.ClassModel("CancelFit", name=fit.name)
            self.assertEqual(cancelled.state, Fit.CANCELLED)
            self.assertEqual(service.stop(), 0)

    def test_a_cancelled_fit_keeps_what_it_has(self):
        with s.service_with_study(records=0) as service:
            s.import_demo(service)
            caller = service.caller("researcher")
            running, waiting = (caller.ClassModel(
                "CreateFit", parent="studies/s",
                options=s.fit_options(classes_to=10, starts=10_000)).name
                for _ in range(2))
            stream = caller.ClassModel("WatchFit", name=running)
            for progress in stream:
                if progress.finished:
                    break
            queued = caller.ClassModel("WatchFit", name=waiting)
            self.assertEqual(next(queued).state, Fit.QUEUED)
            caller.ClassModel("CancelFit", name=waiting)
            self.assertEqual(list(queued)[-1].state, Fit.CANCELLED)
            caller.ClassModel("CancelFit", name=running)
            self.assertEqual(list(stream)[-1].state, Fit.CANCELLED)
            fit = caller.ClassModel("GetFit", name=running)
            self.assertEqual(fit.state, Fit.CANCELLED)
            self.assertGreaterEqual(len(fit.results), 1)
            self.assert_refused(grpc.StatusCode.FAILED_PRECONDITION,
                                caller.ClassModel, "CancelFit",
                                because="FIT_STATE", name=running)
            self.assert_refused(
                grpc.StatusCode.FAILED_PRECONDITION, caller.ClassModel,
                "ChooseClassModel", because="FIT_STATE", name=running,
                class_count=2, class_model_id="two", reason="x")
            # The runner is free for the next.
            self.assertEqual(s.finished_fit(caller, classes_to=1).state,
                             Fit.SUCCEEDED)

    def test_the_queue_is_bounded(self):
        with s.service_with_study(records=0) as service:
            s.import_demo(service)
            caller = service.caller("researcher")
            options = s.fit_options(classes_to=12, starts=10_000)
            names = []
            with self.assertRaises(grpc.RpcError) as full:
                for _ in range(40):
                    names.append(caller.ClassModel(
                        "CreateFit", parent="studies/s",
                        options=options).name)
            self.assertEqual(full.exception.code(),
                             grpc.StatusCode.RESOURCE_EXHAUSTED)
            self.assertEqual(s.details(full.exception)[1], "TOO_MANY_FITS")
            self.assertEqual(len(names), 32)
            for name in reversed(names):
                caller.ClassModel("CancelFit", name=name)
            self.assertEqual(s.finished_fit(caller, classes_to=1).state,
                             Fit.SUCCEEDED)

    def test_bad_options_are_named(self):
        with s.service_with_study(records=3) as service:
            caller = service.caller("researcher")
            for field, bad in (
                    ("unit", 0), ("method", 0), ("classes_from", 0),
                    ("classes_to", 16), ("classes_to", 0), ("starts", -1),
                    ("starts", 10_001), ("seed", -1), ("pseudo_cases", 1),
                    ("factor_map", "none"), ("factor_map", "rdac-10-v1"),
                    ("classes_to", 4), ("items", ["dv_parent"]),
                    ("items", ["parent_drug", "parent_alcohol"])):
                with self.subTest(field=field, bad=bad):
                    self.assert_refused(
                        grpc.StatusCode.INVALID_ARGUMENT, caller.ClassModel,
                        "CreateFit", field=f"options.{field}",
                        parent="studies/s", options=s.fit_options(
                            **{"classes_to": 2, field: bad}))
            for field, bad in (("items", ["dv_parent", "no_such"]),
                               ("items", ["dv_parent", "dv_parent"])):
                self.assert_refused(
                    grpc.StatusCode.INVALID_ARGUMENT, caller.ClassModel,
                    "CreateFit", field="options.items[1]",
                    parent="studies/s",
                    options=s.fit_options(classes_to=2, **{field: bad}))
            self.assert_refused(
                grpc.StatusCode.INVALID_ARGUMENT, caller.ClassModel,
                "CreateFit", field="options.sites[0]", parent="studies/s",
                options=s.fit_options(classes_to=2, sites=["C9"]))

    def test_records_without_dva_and_earlier_ones_are_counted_out(self):
        with s.service_with_study(records=0) as service:
            rows = [s.record(1), s.record(2, factors="4B;17A"),
                    s.record(3, factors="3A;4B")]
            later = s.record(4, factors="3A;17A").replace(
                "K4,F4,E4,1,", "K1,F1,E1,2,")
            service.caller("site-steward").CaseFile(
                "ImportCaseFiles", parent="studies/s/sites/C1",
                csv=s.csv(*rows, later))
            caller = service.caller("researcher")
            each = s.finished_fit(caller, classes_to=2)
            self.assertEqual(
                (each.data.records, each.data.without_dva,
                 each.data.superseded, each.data.cases), (4, 1, 0, 3))
            latest = s.finished_fit(caller, classes_to=2,
                                    unit=Options.LATEST_OF_EPISODE)
            self.assertEqual(
                (latest.data.records, latest.data.without_dva,
                 latest.data.superseded, latest.data.cases), (4, 1, 1, 2))
            share = {item.item: item.probability[0]
                     for item in latest.results[0].profile}
            self.assertEqual((share["dv_child"], share["dv_parent"]), (1, 0))
            self.assertIn("dv_child", latest.data.constant_items)

    def test_a_fit_of_other_sites_is_not_there(self):
        with s.service_with_study(records=3) as service:
            fit = s.finished_fit(service.caller("researcher"), classes_to=1)
            service.caller("study-steward").Study(
                "CreateSite", parent="studies/s", site_id="C2",
                site=s.study_pb2.Site(
                    nation=s.study_pb2.Site.ENG,
                    factor_scheme="rdac-17-c2-v1",
                    safeguarding_contact="Duty team, C2"))
            other = service.principal("researcher-c2",
                                      (s.Grant.RESEARCHER, "s", "C2"))
            for method in ("GetFit", "WatchFit", "CancelFit"):
                self.assert_refused(grpc.StatusCode.NOT_FOUND,
                                    other.ClassModel, method,
                                    because="NOT_FOUND", name=fit.name)
            self.assertEqual(
                len(other.ClassModel("ListFits", parent="studies/s").fits), 0)
            steward = service.caller("study-steward")
            self.assertEqual(
                [f.name for f in steward.ClassModel(
                    "ListFits", parent="studies/s").fits], [fit.name])
            self.assertEqual(list(steward.ClassModel(
                "WatchFit", name=fit.name))[-1].state, Fit.SUCCEEDED)
            self.assert_refused(grpc.StatusCode.PERMISSION_DENIED,
                                steward.ClassModel, "CancelFit",
                                name=fit.name)

    def test_a_single_start_says_that_nothing_was_replicated(self):
        with s.service_with_study(records=0) as service:
            s.import_demo(service)
            caller = service.caller("researcher")
            fit = s.finished_fit(caller, classes_to=3, starts=1)
            self.assertEqual([r.search.not_replicated for r in fit.results],
                             [False, True, True])
            model = caller.ClassModel(
                "ChooseClassModel", name=fit.name, class_count=3,
                class_model_id="lone", reason="to see what is said")
            self.assertTrue(model.not_replicated)
            self.assertIn("NOT REPLICATED", model.provenance)
            listed = caller.ClassModel("ListClassModels", parent="studies/s")
            self.assertEqual({m.name: m.not_replicated
                              for m in listed.class_models}[model.name], True)
            classified = caller.ClassModel("Classify", name=model.name,
                                           factors=["dv_parent"])
            self.assertTrue(classified.not_replicated)
            compared = caller.ClassModel(
                "CompareClassModels", parent="studies/s", first=model.name,
                second="studies/s/classModels/c1-published")
            self.assertEqual(list(compared.not_replicated), [model.name])

    def test_latent_golds_tables_and_classes_come_in(self):
        with s.service_with_study(records=0) as service:
            s.import_demo(service)
            caller = service.caller("researcher")
            files = s.case_files(service)
            published = caller.ClassModel(
                "GetClassModel", name="studies/s/classModels/c1-published")
            classes = [f"Cluster{getattr(c, 'class')}"
                       for c in published.classes]
            lines = ["," + ",".join(classes), "Cluster Size," + ",".join(
                f"{c.share:.10f}" for c in published.classes)]
            for item in published.profile:
                lines += [item.item + "," * len(classes),
                          "0," + ",".join(f"{1 - p:.10f}"
                                          for p in item.probability),
                          "1," + ",".join(f"{p:.10f}"
                                          for p in item.probability)]
            assigned = {r: f.membership.modal_class for r, f in files.items()}
            assigned["C1-0001"] = assigned["C1-0001"] % 6 + 1
            csv = "record_id,clu#\n" + "".join(
                f"{r},{k}\n" for r, k in sorted(assigned.items()))
            answer = caller.ClassModel(
                "ImportClassModel", parent="studies/s", class_model_id="lg",
                profile_csv="\n".join(lines).encode(), clamp=.00005,
                provenance="Latent GOLD 6",
                assignments_csv=(csv + "OTHER-1,1\n").encode(), site="C1")
            self.assertEqual(
                (answer.assignments, answer.unknown_records, answer.agreeing,
                 answer.disagreeing), (len(files) + 1, 1, len(files) - 1, 1))
            self.assertEqual(answer.disagreements[0].case_file,
                             files["C1-0001"].name)
            score = caller.ClassModel(
                "Score", name=answer.class_model.name,
                case_files=[files["C1-0001"].name]).scores[0]
            self.assertEqual(score.imported_class, assigned["C1-0001"])
            self.assertNotEqual(score.imported_class,
                                score.membership.modal_class)
            self.assert_refused(
                grpc.StatusCode.INVALID_ARGUMENT, caller.ClassModel,
                "ImportClassModel", field="prob_means_csv",
                parent="studies/s", class_model_id="lg2",
                prob_means_csv="\n".join(lines).encode(), clamp=.00005,
                provenance="Latent GOLD 6")

    def test_the_command_line_goes_the_same_way(self):
        with s.service_with_study(records=0) as service:
            s.import_demo(service)
            token = service.folder / "researcher.token"
            token.write_text(service.tokens["researcher"])
            os.chmod(token, 0o600)

            def caselens(*arguments):
                return subprocess.run(
                    [s.BUILD / "bin/caselens", "--server", service.address,
                     "--token-file", token, *arguments], check=True,
                    timeout=WAIT_SECONDS, stdout=subprocess.PIPE,
                    text=True).stdout

            said = caselens("model", "fit", "--study", "s", "--classes",
                            "1-3", "--starts", "auto", "--seed", "1",
                            "--watch")
            self.assertIn("SUCCEEDED", said)
            self.assertIn("1052 cases", said)
            fit = said.split("Fit ")[1].split(":")[0]
            self.assertIn(fit, caselens("model", "fits", "--format", "csv"))
            self.assertIn("P(item present | class), 3 classes", caselens(
                "model", "fit-show", fit, "--classes", "3"))
            caselens("model", "choose", fit, "--classes", "3", "--model",
                     "three", "--reason", "BIC")
            caselens("model", "label", "three", "--order", "2,1,3",
                     "--label", "B", "--label", "A", "--label", "C",
                     "--reason", "as in the report")
            score = caselens("model", "score", "three-v2", "--files",
                             "C1:C1-0001")
            self.assertIn("What speaks for class", score)
            self.assertIn("adjusted Rand 1.000", caselens(
                "model", "compare", "three", "three-v2"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
