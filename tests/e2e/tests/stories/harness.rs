//! The stories' own tools catch what they are there to catch.

use e2e::story;

#[test]
fn a_warning_in_the_console_is_a_complaint() {
    story("a_warning_in_the_console_is_a_complaint", async |page| {
        page.has_no_complaints().await?;
        page.value("console.warn('planted')").await?;
        let complaint = page.has_no_complaints().await.expect_err("the warning was planted");
        assert!(complaint.to_string().contains("planted"), "{complaint}");
        Ok(())
    });
}

#[test]
fn an_element_that_is_not_there_by_that_name_is_an_error_that_names_the_others() {
    story("an_element_that_is_not_there", async |page| {
        let trouble = page.by_role("textbox", "no such name").await.expect_err("there is none");
        assert!(trouble.to_string().contains("no visible textbox"), "{trouble}");
        Ok(())
    });
}
