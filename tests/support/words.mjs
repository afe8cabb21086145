// words.mjs - what stands on the shop's buttons, links, fields and headings: the help article's words
// in French, and the English for them.  The journeys find their way by these and nothing else.

export const WORDS = {
  fr: {
    signIn: "S'identifier", email: 'Courriel', password: 'Mot de passe', robot: 'Je ne suis pas un robot',
    menu: 'Menu du compte', subscriptions: 'Abonnements', mine: 'Mes abonnements', invoices: 'Factures', signOut: 'Se déconnecter', account: 'Mon compte',
    change: "Modifier l'abonnement", option: 'Option de mise à niveau', upgrade: 'Mettre à niveau', pay: ' – payer ',
    price: 'Prix', next: 'Prochain paiement', when: 'À partir de quand', renewal: 'Prochain renouvellement', back: 'Comment revenir',
    impossible: 'Impossible', top: 'Vous êtes déjà tout en haut.', done: "C'est fait", invoice: 'Voir la facture', nothing: "Rien n'a été modifié",
    mistakes: '3 points à corriger', mistake: '1 point à corriger', again: 'Par sécurité', missing: 'Il manque une marche.',
    keep: 'Garder', close: 'Fermer', newPrices: 'Nos prix ont changé', expired: 'Un prix est valable 15 minutes', changed: 'Votre abonnement a été modifié entre-temps',
    notYet: "ce que vous venez d'envoyer n'a pas été exécuté", save: 'Enregistrer', name: 'Nom', address: 'Adresse', saved: 'Vos modifications sont enregistrées.',
    yearly: 'Par an', dollars: 'dollars canadiens', yours: 'Votre édition', moveUp: 'Passer à Premium', skip: 'Aller au contenu',
  },
  en: {
    signIn: 'Sign in', email: 'Email', password: 'Password', robot: "I'm not a robot",
    menu: 'Account menu', subscriptions: 'Subscriptions', mine: 'My subscriptions', invoices: 'Invoices', signOut: 'Sign out', account: 'My account',
    change: 'Change subscription', option: 'Upgrade option', upgrade: 'Upgrade', pay: ' – pay ',
    price: 'Price', next: 'Next payment', when: 'From when', renewal: 'Next renewal', back: 'How to go back',
    impossible: 'Not possible', top: 'You are at the top already.', done: 'Done', invoice: 'See invoice', nothing: 'Nothing was changed',
    mistakes: '3 things to correct', mistake: '1 thing to correct', again: 'For your security', missing: 'A step is missing.',
    keep: 'Keep', close: 'Close', newPrices: 'Our prices have changed', expired: 'A price is valid for 15 minutes', changed: 'Your subscription was changed meanwhile',
    notYet: "what you just sent wasn't carried out", save: 'Save', name: 'Name', address: 'Address', saved: 'Your changes are saved.',
    yearly: 'Yearly', dollars: 'Canadian dollars', yours: 'Your edition', moveUp: 'Move up to Premium', skip: 'Skip to content',
  },
};
