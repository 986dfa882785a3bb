//! What is in the menus.

use yew::prelude::*;

use super::cluster::cluster_menu;
use super::faults::faults_menu;
use super::files::session_menu;
use super::menu::MenuId;
use super::props::TopBar;
use super::scenarios::Scenarios;

/// What is in this menu of the bar.
pub fn menu_content(id: MenuId, props: &TopBar) -> Html {
    match id {
        MenuId::Scenarios => html! {
            <Scenarios
                finished={props.finished.clone()}
                current={props.told.clone()}
                mine={props.mine}
                on_ask={props.on_tour.clone()}
            />
        },
        MenuId::Session => session_menu(props),
        MenuId::Cluster => cluster_menu(props),
        MenuId::Faults => faults_menu(props),
        // It is in no bar, but in the transport.
        MenuId::Moments => Html::default(),
    }
}
