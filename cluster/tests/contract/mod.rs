//! What the port promises whatever API server stands behind it. Each case is run against the sandbox and against a real
//! kube-apiserver; where they differ, the sandbox is wrong.

pub(crate) mod parameters;
pub(crate) mod reading;
pub(crate) mod reviewing;
pub(crate) mod secretive;
pub(crate) mod tap;
pub(crate) mod watching;
pub(crate) mod world;
pub(crate) mod writing;

/// Makes a test of each case, in a world of the given maker.
macro_rules! cases {
    ($world:path: $($group:ident { $($case:ident)* })*) => {
        $(mod $group {
            $(#[tokio::test]
            async fn $case() {
                let world = $world().await;
                crate::contract::$group::$case(&world).await;
            })*
        })*
    };
}

/// Every case there is.
macro_rules! every_case {
    ($world:path) => {
        $crate::contract::cases! { $world:
            reading {
                each_query_of_a_batch_is_answered_on_its_own
                a_missing_object_is_not_a_missing_resource
                a_resource_the_cluster_does_not_serve_is_said_to_be_absent
                a_forbidden_read_names_the_missing_permission
                a_token_that_is_no_longer_valid_is_a_login_that_ended
                a_list_longer_than_a_page_is_complete
                the_secret_of_the_configuration_is_never_read
            }
            writing {
                a_dry_run_writes_nothing
                a_patch_raises_the_generation
                a_patch_may_only_be_made_by_those_who_may
                an_unknown_field_is_refused_by_name_and_without_the_object
                a_value_outside_the_schema_is_refused_with_its_field
                a_conflict_on_a_touched_field_changes_nothing
                a_conflict_elsewhere_does_not_stop_the_step
                a_patch_that_is_already_so_is_a_success
                a_claim_is_created_once
                a_dry_run_creates_no_claim
                a_claim_is_deleted_only_if_it_is_the_very_one
                a_dry_run_deletes_no_claim
            }
            secretive {
                b2_a_secret_is_written_and_its_values_are_only_compared_with
                b3_a_secret_gets_its_new_keys_and_loses_those_of_other_storages
                a_secret_that_moved_on_is_not_written_over
                a_secret_is_deleted_only_if_it_is_the_very_one
                no_refusal_of_a_secret_or_a_bundle_repeats_a_value
                somebody_without_the_right_is_told_which_one_is_missing
                b7_a_bundle_is_made_beside_what_others_keep_and_taken_away_again
            }
            parameters {
                every_parameter_is_taken_as_it_is_written
                a_text_is_judged_by_the_clusters_own_schema
            }
            reviewing {
                the_authorizer_answers_each_question_in_order
                everyone_is_told_who_they_are
                nobody_is_nobody_without_a_valid_token
            }
            watching {
                a_change_is_seen
                a_creation_and_a_deletion_are_seen
                a_clean_end_is_resumed_without_listing_again
                a_version_too_old_is_listed_again_once
                a_login_that_ends_is_the_last_word
                a_forbidden_query_does_not_disturb_the_others
            }
        }
    };
}

pub(crate) use {cases, every_case};
