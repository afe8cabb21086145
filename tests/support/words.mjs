// words.mjs - what stands on the shop's buttons, links, fields and headings: the help article's words
// in French, and the English for them.  The journeys find their way by these and nothing else.

export const WORDS = {
  fr: {
    signIn: "S'identifier", email: 'Courriel', password: 'Mot de passe', robot: 'Je ne suis pas un robot',
    menu: 'Menu de', subscriptions: 'Abonnements', mine: 'Mes abonnements', invoices: 'Factures', signOut: 'Se déconnecter',
    change: "Modifier l'abonnement", option: 'Option de mise à niveau', upgrade: 'Mettre à niveau', pay: ' – payer ',
    price: 'Prix', next: 'Prochain paiement', when: 'À partir de quand', renewal: 'Prochain renouvellement', back: 'Comment revenir',
    impossible: 'Impossible', top: 'Vous êtes déjà tout en haut.', done: "C'est fait", invoice: 'Voir la facture', nothing: "Rien n'a été modifié",
    mistakes: '3 points à corriger', mistake: '1 point à corriger', again: 'Par sécurité', missing: 'Il manque une marche.',
  },
  en: {
    signIn: 'Sign in', email: 'Email', password: 'Password', robot: "I'm not a robot",
    menu: 'Menu of', subscriptions: 'Subscriptions', mine: 'My subscriptions', invoices: 'Invoices', signOut: 'Sign out',
    change: 'Change subscription', option: 'Upgrade option', upgrade: 'Upgrade', pay: ' – pay ',
    price: 'Price', next: 'Next payment', when: 'From when', renewal: 'Next renewal', back: 'How to go back',
    impossible: 'Not possible', top: 'You are at the top already.', done: 'Done', invoice: 'See invoice', nothing: 'Nothing was changed',
    mistakes: '3 things to correct', mistake: '1 thing to correct', again: 'To keep it safe', missing: 'A step is missing.',
  },
};
